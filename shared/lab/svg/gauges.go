package svg

import (
	"fmt"
	"strings"

	"workbook/shared/lab/layout"
)

const (
	gaugeHeight = 18 // of the highest level
	gaugeGap    = 12 // below
)

// Gauges returns what was measured in the server's process, one gauge below the
// other, on the axis of the panel's chart. Like a chart, it is a part of a page.
// It is "" if nothing was measured.
func Gauges(p layout.Panel, width float64, id string) string {
	if len(p.Gauges) == 0 {
		return ""
	}
	c := newChart(p, width, id)
	y := 0.0
	for _, g := range p.Gauges {
		y = c.gauge(g, y)
	}
	return c.named(y, p.Heading+": inside the process", tellGauges(p.Gauges))
}

// gauge draws a gauge from y down, and returns where it ends: its name, and
// under it how its level rises and falls, if it does.
func (c *chart) gauge(g layout.Gauge, y float64) float64 {
	f := face{size: c.axis.size}
	name := face{size: c.axis.size, bold: true}
	base := y + f.size + 2
	text := Typographic(g.Name)
	c.text(name, c.left, base, start, text)
	c.text(f, c.left+name.width(text)+labelGap, base, start, g.Text)
	if len(g.Levels) == 1 && !c.panel.Steady {
		return base + gaugeGap
	}
	floor := base + 6 + gaugeHeight
	for _, l := range g.Levels {
		from, to := c.x(l.From), c.x(l.To)
		height := gaugeHeight * float64(l.Value) / float64(max(g.Most, 1))
		if to-from < 0.5 || height == 0 {
			continue
		}
		c.group(tellLevel(g, l), func() { c.rect("level", from, floor-height, to-from, height, 0) })
	}
	c.line("floor", c.left, floor, c.right, floor)
	return floor + gaugeGap
}

func tellLevel(g layout.Gauge, l layout.Level) string {
	return g.Name + ": " + l.Text + ", " + fromTo(l.From, l.To)
}

// tellGauges tells in prose what gauges show.
func tellGauges(gauges []layout.Gauge) string {
	var told []string
	for _, g := range gauges {
		told = append(told, fmt.Sprintf("%s: %s.", g.Name, g.Text))
	}
	return strings.Join(told, " ")
}
