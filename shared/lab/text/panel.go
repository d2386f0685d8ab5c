package text

import (
	"math"
	"strconv"
	"strings"
	"time"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
	"workbook/shared/terminal"
)

// What the picture is made of.
const (
	looked  = "#" // the server looks after the client
	asked   = "/" // the client has asked and waits
	inQueue = "." // the server has not picked it up
	unknown = "~" // nobody knows which of these
	busy    = "=" // the server's hands, full
	idle    = "-" // an event loop that sleeps
	trouble = "!" // the client is cut off
)

var fills = map[layout.State]struct {
	character string
	style     style
}{
	layout.Queued:  {inQueue, queued},
	layout.Waiting: {asked, waiting},
	layout.Served:  {looked, served},
	layout.Unknown: {unknown, queued},
}

var signs = map[recording.Kind]string{
	recording.Connect: "|",
	recording.Send:    "^",
	recording.Reply:   "v",
	recording.Leave:   "x",
	recording.CutOff:  trouble,
	recording.Refused: trouble,

	recording.Flood:       ">",
	recording.StopReading: "{",
	recording.ReadAgain:   "}",
	recording.HalfClose:   ")",
	recording.Reset:       "%",
	recording.HungUp:      "o",
}

// A scale maps time to columns.
type scale struct {
	left, right int // the columns of the axis' two ends
	end         time.Duration
}

func (s scale) column(at time.Duration) int {
	share := min(float64(at)/float64(s.end), 1)
	return s.left + int(math.Round(share*float64(s.right-s.left)))
}

// panel adds the picture of one server.
func (c *canvas) panel(p layout.Panel) {
	s := scale{left: 10, right: c.Columns - 1, end: p.Axis.End}
	if n := len(p.Axis.Ticks); n > 0 {
		s.right = c.Columns - terminal.Width(p.Axis.Ticks[n-1].Label) // which begins there, at most
	}
	if c.Columns < 64 {
		s.left = 7
	}
	c.heading(p)
	top := len(c.lines)
	c.cues(s, p.Captions)
	for i, row := range p.Rows {
		c.row(s, row, i == 0)
	}
	for _, lane := range p.Lanes {
		c.lane(s, lane)
	}
	for _, caption := range p.Captions {
		c.cueLine(s.column(caption.At), top)
	}
	c.axis(s, p.Axis)
	for _, caption := range p.Captions {
		c.caption(caption)
	}
	c.prose(p.Stands, 4, muted)
}

// heading adds the title, the longest wait and the sentence.
func (c *canvas) heading(p layout.Panel) {
	pill, look := " longest wait "+p.Longest.Time+" ", good
	if p.Longest.Waits {
		look = bad
	}
	c.prose(p.Heading, 0, bold)
	l := c.lines[len(c.lines)-1]
	column := c.Columns - terminal.Width(pill)
	if !l[column-2].blank() {
		l = c.blank()
	}
	l.put(column, pill, look)
	c.prose(p.Sentence, 0, plain)
}

// cues adds the captions' numbers, each over its moment.
func (c *canvas) cues(s scale, captions []layout.Caption) {
	l, free := c.blank(), 0
	for _, caption := range captions {
		text := strconv.Itoa(caption.Number)
		column := max(s.column(caption.At), free)
		l.put(column, text, number)
		free = column + terminal.Width(text) + 1
	}
}

// cueLine draws a line down from a cue, where there is nothing else near.
func (c *canvas) cueLine(column, top int) {
	for _, l := range c.lines[top:] {
		if l[column-1].blank() && l[column].blank() && l[column+1].blank() {
			l.put(column, ":", muted)
		}
	}
}

// row adds one pair of the server's hands.
func (c *canvas) row(s scale, row layout.Row, first bool) {
	l := c.blank()
	if first {
		l.put(0, "server", bold)
	}
	if row.Loop {
		end := s.column(row.End)
		if end < s.right {
			end++ // the last job stands before it
		}
		l.fill(s.left, end+1, idle, muted)
		l.put(s.left, "[", bold)
		l.put(end, "]", bold)
		for _, bar := range row.Bars {
			l.fill(s.column(bar.From), s.column(bar.To), jobLetter(bar), server)
		}
		for _, job := range row.Jobs {
			l.put(s.column(job.At), job.Client, server)
		}
		return
	}
	for _, bar := range row.Bars {
		from, to := s.column(bar.From), s.column(bar.To)
		l.fill(from, to+1, busy, server)
		l.put(to, "]", server)
		l.put(from, "[", server)
		l.label(from+1, to, bar.Labels, server)
	}
}

// jobLetter stands for the jobs of a loop that come so thick that they are a bar.
func jobLetter(bar layout.Bar) string { return strings.ToLower(terminal.Clip(bar.Client, 1)) }

// label writes the longest of the labels that fits into the middle between two
// columns, and leaves some of the filling on either side.
func (l line) label(from, to int, labels layout.Labels, s style) {
	for _, text := range labels {
		if n := terminal.Width(text) + 2; n+2 <= to-from {
			l.put(from+(to-from-n)/2, " "+text+" ", s)
			return
		}
	}
}

// lane adds one client: what it says, and below that what becomes of it.
func (c *canvas) lane(s scale, lane layout.Lane) {
	var said line
	if c.Columns >= 64 {
		lane.Client = "client " + lane.Client
	}
	at := places(s, lane.Marks)
	if hasLabels(lane.Marks) {
		said = c.blank()
		said.marks(at, lane.Marks)
	}
	l := c.blank()
	l.put(0, terminal.Clip(lane.Client, s.left-1), bold)
	for _, segment := range lane.Segments {
		fill := fills[segment.State]
		from, to := s.column(segment.From), s.column(segment.To)
		l.fill(from, to, fill.character, fill.style)
		l.label(from+1, to, segment.Labels, fill.style)
	}
	for i, mark := range lane.Marks {
		if at[i] < len(l) {
			l.put(at[i], signs[mark.Kind], l[at[i]].style)
		}
	}
}

// places returns the columns of marks: where they belong, but side by side.
func places(s scale, marks []layout.Mark) []int {
	at := make([]int, len(marks))
	free := 0
	for i, mark := range marks {
		at[i] = max(s.column(mark.At), free)
		free = at[i] + 1
	}
	return at
}

func hasLabels(marks []layout.Mark) bool {
	for _, mark := range marks {
		if len(mark.Labels) > 0 {
			return true
		}
	}
	return false
}

// marks writes the labels of marks above them, as far as they fit.
func (l line) marks(at []int, marks []layout.Mark) {
	free := 0
	for i, mark := range marks {
		next := len(l)
		for j := i + 1; j < len(marks); j++ {
			if len(marks[j].Labels) > 0 && marks[j].Kind == recording.Send {
				next = at[j]
				break
			}
		}
		from := max(at[i], free)
		for _, text := range mark.Labels {
			if n := terminal.Width(text); from+n <= next {
				l.put(from, text, plain)
				free = from + n + 1
				break
			}
		}
	}
}

// axis adds the axis of time. The digits stand where the time is.
func (c *canvas) axis(s scale, axis layout.Axis) {
	l, free := c.blank(), 0
	l.fill(s.left, s.right+1, "-", muted)
	for _, tick := range axis.Ticks {
		if column := s.column(tick.At); column >= free {
			l.put(column, tick.Label, muted)
			free = column + terminal.Width(tick.Label) + 1
		}
	}
}

// caption adds a numbered sentence.
func (c *canvas) caption(caption layout.Caption) {
	text := strconv.Itoa(caption.Number)
	top := len(c.lines)
	c.prose(caption.Text, 4, plain)
	c.lines[top].put(0, text, number)
}
