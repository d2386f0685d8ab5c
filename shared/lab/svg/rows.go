package svg

import (
	"cmp"
	"slices"

	"workbook/shared/lab/layout"
)

const bandPad = 8

// bandHeight returns how high the server's part is.
func (c *chart) bandHeight() float64 {
	rows := float64(max(1, len(c.panel.Rows), c.panel.Room))
	return 2*bandPad + c.bandHead() + rows*c.rowHeight + (rows-1)*c.rowGap
}

// bandHead is the room for the word server where it stands above the rows.
func (c *chart) bandHead() float64 {
	if c.compact {
		return c.name.size + 2
	}
	return 0
}

// rows draws the server's part from y down.
func (c *chart) rows(y float64) {
	base := y + c.bandHeight()/2 + 0.36*c.name.size
	if c.compact {
		base = y + bandPad + float64(0.7*c.name.size) // rounds, as in scale.x
	}
	c.text(c.head, c.margin, base, start, "server")
	y += bandPad + c.bandHead()
	if unlogged(c.panel) {
		c.text(c.axis, c.left, y+c.rowHeight/2+0.36*c.axis.size, start, "not known")
	}
	for _, row := range c.panel.Rows {
		c.dots(y + c.rowHeight/2)
		if row.Loop {
			c.loop(row, y)
		} else {
			c.bars(row, y)
		}
		y += c.rowHeight + c.rowGap
	}
}

// dots draws the dotted line on which bars and marks stand.
func (c *chart) dots(y float64) { c.line("dots", c.left, y, c.right, y) }

// bars draws the clients that one pair of hands is with.
func (c *chart) bars(row layout.Row, y float64) {
	drawn := 0.0
	for _, bar := range row.Bars {
		from, to := max(c.x(bar.From)+0.7, drawn), max(c.x(bar.To)-0.7, drawn)
		if to-from < 1.5 {
			to = from + 1.5
		}
		if to > c.right+1.5 || from > c.x(bar.To)+1 { // too narrow to be seen, beside another
			continue
		}
		drawn = to + 0.7
		c.group(tellBar(bar), func() {
			c.rect("bar", from, y, to-from, c.rowHeight, min(4, (to-from)/2))
			text := longest(typographic(bar.Labels), c.server, to-from-8)
			c.text(c.server, (from+to)/2, y+c.rowHeight/2+0.36*c.server.size, middle, text)
		})
	}
}

// loop draws an event loop: an outline, a lettered square for each short job,
// and a bar where there is one after the other.
func (c *chart) loop(row layout.Row, y float64) {
	c.rect("loop", c.left, y+0.8, max(c.x(row.End)-c.left, 8), c.rowHeight-1.6, 5)
	row.Bars = slices.SortedStableFunc(slices.Values(row.Bars), func(a, b layout.Bar) int { return cmp.Compare(a.From, b.From) })
	c.bars(row, y)
	free, stroke := c.left, 0.0
	for _, job := range row.Jobs {
		x, w := c.x(job.At), max(c.job.width(job.Client)+3, c.job.size+2)
		left := max(x-w/2, free)
		switch {
		case c.busy(row.Bars, left, left+w):
		case left-(x-w/2) <= w/2+2 && left+w <= c.right:
			free = left + w + 1
			c.square(job, left, y, w)
		case x > max(stroke+2, free): // there is no room for a letter
			c.rect("bar", x-0.5, y, 1.5, c.rowHeight, 0)
			stroke = x
		}
	}
}

// square draws a short job.
func (c *chart) square(job layout.Job, left, y, w float64) {
	c.group("a short job for "+job.Client+" at "+seconds(job.At), func() {
		c.rect("bar", left, y, w, c.rowHeight, 3)
		c.text(c.job, left+w/2, y+c.rowHeight/2+0.36*c.job.size, middle, job.Client)
	})
}

// busy says whether one of the bars is in the way.
func (c *chart) busy(bars []layout.Bar, from, to float64) bool {
	return slices.ContainsFunc(bars, func(b layout.Bar) bool { return from < c.x(b.To)+3 && to > c.x(b.From)-3 })
}
