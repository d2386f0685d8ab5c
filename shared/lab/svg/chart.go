package svg

import (
	"strconv"

	"workbook/shared/lab/layout"
)

// A chart is a panel's bars and marks, on their way to a canvas.
type chart struct {
	*canvas
	metrics
	panel layout.Panel
	id    string // of the pattern, and what other ids begin with
}

// draw draws the chart from y down, and returns where it ends: the captions'
// numbers, the server, the clients, the axis.
func (c *chart) draw(y float64) float64 {
	cues := y + c.disc
	if len(c.panel.Captions) > 0 || c.panel.Steady {
		y += 2*c.disc + 9
	}
	band := c.bandHeight()
	lanes := c.planLanes(y + band + 6)
	bottom := y + band + 6
	for _, lane := range lanes {
		bottom = lane.bottom
	}
	outside := c.margin / 2 // the band reaches beyond what stands on it
	c.rect("band", outside, y, c.width-2*outside, band, 8)
	c.grid(y+band, bottom)
	c.cues(cues, y, bottom)
	c.now(y, bottom)
	c.rows(y)
	for _, lane := range lanes {
		c.lane(lane)
	}
	return c.ticks(bottom)
}

// grid draws the lines of the axis behind the lanes.
func (c *chart) grid(top, bottom float64) {
	for _, tick := range c.panel.Axis.Ticks {
		x := c.x(tick.At)
		c.line("grid", x, top, x, bottom)
	}
}

// now draws a line where the future begins, while a recording is open.
func (c *chart) now(top, bottom float64) {
	if at := c.panel.Now; c.panel.Open && at > c.panel.Axis.From && at < c.panel.Axis.End {
		c.line("now", c.x(at), top, c.x(at), bottom)
	}
}

// ticks writes the axis' labels below y.
func (c *chart) ticks(y float64) float64 {
	base, free := y+c.axis.size+3, 0.0
	for _, tick := range c.panel.Axis.Ticks {
		w := c.axis.width(tick.Label)
		left := min(c.x(tick.At)-w/2, c.width-w)
		if left >= free {
			c.text(c.axis, left+w/2, base, middle, tick.Label)
			free = left + w + labelGap
		}
	}
	return base + 6
}

// cues draws the captions' numbers at y, and from each a dashed line from the
// top to the bottom, at its moment.
func (c *chart) cues(y, top, bottom float64) {
	var moments []float64
	for _, caption := range c.panel.Captions {
		moments = append(moments, c.x(caption.At))
	}
	discs := spread(moments, 2*c.disc+1, c.left-c.disc, c.width-c.disc-1)
	for i, at := range discs {
		c.path("cue", false, at, y, moments[i], top, moments[i], bottom)
	}
	for i, at := range discs {
		caption := c.panel.Captions[i]
		c.group(strconv.Itoa(caption.Number)+": "+caption.Text, func() { c.number(at, y, caption.Number) })
	}
}

// number draws a caption's number.
func (c *chart) number(x, y float64, n int) {
	c.circle("disc", x, y, c.disc)
	c.text(c.cue, x, y+0.36*c.cue.size, middle, strconv.Itoa(n))
}
