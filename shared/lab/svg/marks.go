package svg

import (
	"math"
	"slices"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
)

// A shape is how a kind of mark looks, and what it stands for.
type shape struct {
	kind    recording.Kind
	meaning string // in the legend
	does    string // in a sentence about a client
	draw    func(c *chart, x, y, half float64)
}

// shapes is all marks that have a shape of their own, in the legend's order.
var shapes = []shape{
	{recording.Connect, "connects", "connects", (*chart).stroke},
	{recording.Send, "sends a line", "sends", (*chart).triangleUp},
	{recording.Reply, "gets the reply", "gets the reply", (*chart).triangleDown},
	{recording.Leave, "leaves", "leaves", (*chart).cross},
	{recording.Flood, "sends without end", "sends without end", (*chart).doubleUp},
	{recording.StopReading, "stops reading", "stops reading", (*chart).pause},
	{recording.ReadAgain, "reads again", "reads again", (*chart).triangleRight},
	{recording.HalfClose, "will send no more", "will send no more", (*chart).lastTriangle},
	{recording.Reset, "breaks the connection", "breaks the connection", (*chart).zigzag},
	{recording.HungUp, "the server hangs up", "is left by the server", (*chart).crossedDisc},
	{recording.CutOff, "is cut off", "is cut off", (*chart).diamond},
	{recording.Refused, "is cut off", "cannot connect", (*chart).diamond},
}

// Kinds returns the kinds of marks that have a shape of their own, in the
// legend's order.
func Kinds() (all []recording.Kind) {
	for _, s := range shapes {
		all = append(all, s.kind)
	}
	return all
}

// always is how many of the shapes are in every legend.
const always = 4

// A Sign is an entry of the legend: a picture and what it means.
type Sign struct{ SVG, Meaning string }

// Legend returns what there is to explain about the panels' bars and marks. Like
// a chart, it is for a page that has Sheet, and the id must be the only one of
// its kind there.
func Legend(panels []layout.Panel, id string) []Sign {
	var signs []Sign
	for _, e := range newChart(layout.Panel{}, compactBelow, id).legend(panels) {
		c := newChart(layout.Panel{}, compactBelow, id)
		e.draw(c, 1, 12)
		svg := `<svg class="lab" aria-hidden="true" width="` + number(e.width+2) + `" height="24">`
		if len(signs) == 1 {
			svg += c.pattern()
		}
		signs = append(signs, Sign{SVG: svg + c.String() + "</svg>", Meaning: e.meaning})
	}
	return signs
}

// An entry is a part of the legend: a sign, how wide that is, and its meaning.
type entry struct {
	meaning string
	width   float64
	draw    func(c *chart, x, y float64)
}

// unlogged says whether nothing is known of the server.
func unlogged(p layout.Panel) bool { return len(p.Rows) == 0 }

// legend returns the legend of these panels: first the states, then the marks.
func (c *chart) legend(panels []layout.Panel) []entry {
	const w, h = 36, 18
	all := []entry{
		{"the server looks after it", w, func(c *chart, x, y float64) { c.rect("served", x, y-h/2, w, h, 0) }},
		{"asked, still waiting", w, func(c *chart, x, y float64) { c.hatched(x, y-h/2, w, h) }},
		{"connected, in the queue", w, func(c *chart, x, y float64) { c.rect("queued", x, y-h/2, w, h, 0) }},
	}
	if slices.ContainsFunc(panels, unlogged) {
		all = append(all, entry{"connected; the rest is not known", w, func(c *chart, x, y float64) { c.rect("unknown", x, y-h/2, w, h, 0) }})
	}
	seen := kinds(panels)
	for i, s := range shapes {
		if i >= always && !seen[s.kind] || s.meaning == all[len(all)-1].meaning {
			continue
		}
		e := entry{s.meaning, 2 * c.half, func(c *chart, x, y float64) { s.draw(c, x+c.half, y, c.half) }}
		if s.kind == recording.Connect {
			e.width, e.draw = 6, func(c *chart, x, y float64) { c.line("stroke", x+3, y-10, x+3, y+10) }
		}
		all = append(all, e)
	}
	return all
}

// bars returns how many of a legend's entries are about bars.
func bars(legend []entry) int {
	return slices.IndexFunc(legend, func(e entry) bool { return e.meaning == shapes[0].meaning })
}

// kinds returns the kinds of marks that there are.
func kinds(panels []layout.Panel) map[recording.Kind]bool {
	seen := make(map[recording.Kind]bool)
	for _, p := range panels {
		for _, l := range p.Lanes {
			for _, m := range l.Marks {
				seen[m.Kind] = true
			}
		}
	}
	return seen
}

// mark draws the shape that stands for what a client does.
func (c *chart) mark(kind recording.Kind, x, y float64) {
	for _, s := range shapes {
		if s.kind == kind {
			s.draw(c, x, y, c.half)
			return
		}
	}
	c.circle("shape", x, y, 0.6*c.half)
}

func (c *chart) stroke(x, y, _ float64) {
	c.line("stroke", x, y-c.barHeight/2-4, x, y+c.barHeight/2+4)
}

func (c *chart) triangleUp(x, y, h float64) {
	c.path("shape", true, x, y-0.85*h, x+h, y+0.85*h, x-h, y+0.85*h)
}

func (c *chart) triangleDown(x, y, h float64) {
	c.path("shape", true, x, y+0.85*h, x+h, y-0.85*h, x-h, y-0.85*h)
}

func (c *chart) triangleRight(x, y, h float64) {
	c.path("shape", true, x+0.85*h, y, x-0.85*h, y-h, x-0.85*h, y+h)
}

// doubleUp is two triangles, one above the other.
func (c *chart) doubleUp(x, y, h float64) {
	c.path("shape", true, x, y-0.1*h, x+h, y+1.1*h, x-h, y+1.1*h)
	c.path("shape", true, x, y-1.2*h, x+h, y, x-h, y)
}

func (c *chart) pause(x, y, h float64) {
	c.rect("shape", x-0.8*h, y-0.9*h, 0.6*h, 1.8*h, 0)
	c.rect("shape", x+0.2*h, y-0.9*h, 0.6*h, 1.8*h, 0)
}

func (c *chart) cross(x, y, h float64) {
	r := 0.62 * h
	c.path("cross", false, x-r, y-r, x+r, y+r, math.NaN(), x-r, y+r, x+r, y-r)
}

// lastTriangle has a lid on.
func (c *chart) lastTriangle(x, y, h float64) {
	c.triangleUp(x, y+0.15*h, h)
	c.rect("shape", x-h, y-1.15*h, 2*h, 0.4*h, 0)
}

// zigzag is a flash of lightning.
func (c *chart) zigzag(x, y, h float64) {
	c.path("shape", true, x+0.3*h, y-1.2*h, x-0.8*h, y+0.2*h, x-0.1*h, y+0.2*h,
		x-0.3*h, y+1.2*h, x+0.8*h, y-0.2*h, x+0.1*h, y-0.2*h)
}

func (c *chart) crossedDisc(x, y, h float64) {
	c.circle("shape", x, y, h)
	r := 0.42 * h
	c.path("notch", false, x-r, y-r, x+r, y+r, math.NaN(), x-r, y+r, x+r, y-r)
}

// diamond is a warning.
func (c *chart) diamond(x, y, h float64) {
	h *= 1.1
	c.path("shape", true, x, y-h, x+h, y, x, y+h, x-h, y)
	c.line("notch", x, y-0.5*h, x, y+0.05*h)
	c.line("notch", x, y+0.45*h, x, y+0.47*h)
}
