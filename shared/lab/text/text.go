// Package text draws panels with characters, for a terminal or a file. Without
// colour it means the same.
package text

import (
	"io"
	"slices"
	"strings"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
	"workbook/shared/terminal"
)

// Options is how to draw.
type Options struct {
	Columns int  // at least MinColumns
	Colour  bool // with ANSI escape sequences
}

// MinColumns is what a picture needs to be legible.
const MinColumns = 40

// Write writes the legend, the panels, and a line about each of them.
func Write(w io.Writer, panels []layout.Panel, o Options) error {
	c := &canvas{Options: o}
	c.legend(panels)
	for _, p := range panels {
		c.blank()
		c.panel(p)
	}
	c.blank()
	c.summary(panels)
	var b strings.Builder
	for _, l := range c.lines {
		b.WriteString(l.render(o.Colour) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// A canvas is a page that grows downwards.
type canvas struct {
	Options
	lines []line
}

// blank adds an empty line, to be written on.
func (c *canvas) blank() line {
	l := newLine(c.Columns)
	c.lines = append(c.lines, l)
	return l
}

// prose adds a text from a column on, wrapped.
func (c *canvas) prose(text string, column int, s style) {
	for _, part := range terminal.Wrap(text, c.Columns-column) {
		c.blank().put(column, part, s)
	}
}

// legend explains the signs.
func (c *canvas) legend(panels []layout.Panel) {
	c.prose("The same clients did the same things to every server, at the same time.", 0, plain)
	c.prose("Time runs from left to right.", 0, plain)
	c.blank()
	states := []entry{
		{looked + looked + looked, served, "looked after"},
		{asked + asked + asked, waiting, "asked, still waiting"},
		{inQueue + inQueue + inQueue, queued, "connected, in the queue"},
	}
	if anyUnlogged(panels) {
		states = append(states, entry{unknown + unknown + unknown, queued, "connected; the rest is not known"})
	}
	if bar := anyThickJobs(panels); bar != nil {
		states = append(states, entry{strings.Repeat(jobLetter(*bar), 3), server, "many short jobs for " + bar.Client})
	}
	c.entries(states)
	marks := []entry{
		{"|", bold, "connects"},
		{"^", bold, "sends a line"},
		{"v", bold, "gets the reply"},
		{"x", bold, "leaves"},
	}
	for _, more := range rare {
		if anyMark(panels, more.sign) {
			marks = append(marks, more)
		}
	}
	c.entries(marks)
}

// rare is the marks that are explained only where there are some.
var rare = []entry{
	{signs[recording.Flood], bold, "sends without end"},
	{signs[recording.StopReading], bold, "stops reading"},
	{signs[recording.ReadAgain], bold, "reads again"},
	{signs[recording.HalfClose], bold, "will send no more"},
	{signs[recording.Reset], bold, "breaks the connection"},
	{signs[recording.HungUp], bold, "the server hangs up"},
	{trouble, bold, "is cut off"},
}

// anyUnlogged says whether there is a server whose log is not known.
func anyUnlogged(panels []layout.Panel) bool {
	return slices.ContainsFunc(panels, func(p layout.Panel) bool { return len(p.Rows) == 0 })
}

// anyThickJobs returns a bar of a loop's jobs, or nil if there is none.
func anyThickJobs(panels []layout.Panel) *layout.Bar {
	for _, p := range panels {
		for _, row := range p.Rows {
			if row.Loop && len(row.Bars) > 0 {
				return &row.Bars[0]
			}
		}
	}
	return nil
}

// anyMark says whether there is a mark of this sign.
func anyMark(panels []layout.Panel, sign string) bool {
	for _, p := range panels {
		for _, lane := range p.Lanes {
			if slices.ContainsFunc(lane.Marks, func(m layout.Mark) bool { return signs[m.Kind] == sign }) {
				return true
			}
		}
	}
	return false
}

// An entry is a sign and what it means.
type entry struct {
	sign    string
	style   style
	meaning string
}

// entries adds a part of the legend, in as many lines as it takes.
func (c *canvas) entries(all []entry) {
	var l line
	column := 0
	for _, e := range all {
		size := terminal.Width(e.sign) + 1 + terminal.Width(e.meaning)
		if l == nil || column+size > c.Columns {
			l, column = c.blank(), 0
		}
		l.put(column, e.sign, e.style)
		l.put(column+terminal.Width(e.sign)+1, e.meaning, plain)
		column += size + 3
	}
}

// summary adds a line about each panel. A long name has lines of its own.
func (c *canvas) summary(panels []layout.Panel) {
	name, time := 0, 0
	for _, p := range panels {
		if w := terminal.Width(p.Name); w <= c.Columns/2 {
			name = max(name, w)
		}
		time = max(time, terminal.Width(p.Longest.Time))
	}
	c.blank().put(0, "Longest wait for a reply:", bold)
	for _, p := range panels {
		if terminal.Width(p.Name) > name {
			c.prose(p.Name, 0, plain)
			p.Name = ""
		}
		top := len(c.lines)
		c.prose(p.Longest.Why, name+time+4, plain)
		c.lines[top].put(0, p.Name, plain)
		c.lines[top].put(name+2+time-terminal.Width(p.Longest.Time), p.Longest.Time, plain)
	}
}
