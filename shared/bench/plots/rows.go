package plots

import (
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	rowHeight   = 38 // of a row with one mark
	axisHeight  = 24 // of the marks below the rows
	moreMarks   = 12 // by which a row is higher for each further mark
	labelRoom   = 64 // for the number at the end of a bar
	manyColumns = 500
)

// Draw implements Plot.
func (r Rows) Draw(width float64) string {
	p := newPlot()
	r.scale(p, width)
	p.Y.Min, p.Y.Max = -0.5, float64(len(r.Names))-0.5
	p.Y.Tick.Marker = plot.ConstantTicks(r.nameTicks(width))
	p.Y.Tick.Length, p.Y.Width = 0, 0
	p.Add(gridX{}, r)
	if !r.Log {
		p.Y.Width = 1
	}
	height := float64(len(r.Names))*(rowHeight+moreMarks*float64(len(r.Marks)-1)) + axisHeight
	return frame{
		title: r.title(), signs: r.signs(), below: r.axis(width), width: width, height: height, right: labelRoom / 4,
	}.draw(p)
}

// axis names the horizontal axis, in two lines where there is little room.
func (r Rows) axis(width float64) []string {
	if width < manyColumns {
		return strings.Split(r.Axis, "; ")
	}
	return []string{r.Axis}
}

// title names the plot for those who cannot see it. The table has the figures.
func (r Rows) title() string { return "Plot: " + r.Axis + ", for " + strings.Join(r.Names, ", ") }

// scale chooses the range of the horizontal axis.
func (r Rows) scale(p *plot.Plot, width float64) {
	least, most := r.extent()
	if r.Log {
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, tens{}
		p.X.Min, p.X.Max = decades(least, most)
		return
	}
	p.X.Tick.Marker = evenly{max(2, int(width/130))}
	p.X.Min, p.X.Max = 0, most
	if len(r.Marks) == 1 { // leave room for the number behind the longest bar
		p.X.Max *= 1 + labelRoom/max(width-200, 100)
	}
}

// extent returns the least and the greatest value that is drawn.
func (r Rows) extent() (least, most float64) {
	least, most = math.Inf(1), 0
	for _, m := range r.Marks {
		for _, v := range m.Values {
			if v.Known && !(r.Log && v.Low <= 0) {
				least, most = min(least, v.Low), max(most, v.High)
			}
		}
	}
	if most == 0 {
		most = 1
	}
	return least, most
}

// nameTicks names the rows, the first one on top. Where there is little room, a
// remark in brackets gets a line of its own.
func (r Rows) nameTicks(width float64) []plot.Tick {
	var ticks []plot.Tick
	for i, name := range r.Names {
		if width < manyColumns {
			name = strings.Replace(name, " (", "\n(", 1)
		}
		ticks = append(ticks, plot.Tick{Value: r.y(i), Label: name})
	}
	return ticks
}

// y returns where a row is.
func (r Rows) y(i int) float64 { return float64(len(r.Names) - 1 - i) }

// signs is the legend.
func (r Rows) signs() []sign {
	if len(r.Marks) < 2 {
		return nil
	}
	var signs []sign
	for i, m := range r.Marks {
		signs = append(signs, sign{m.Name, func(c draw.Canvas, at vg.Point) { c.DrawGlyphNoClip(glyph(i), at) }})
	}
	return signs
}

// Plot implements plot.Plotter.
func (r Rows) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	apart := vg.Length(moreMarks)
	for i, m := range r.Marks {
		for row, v := range m.Values {
			middle := y(r.y(row)) + apart*vg.Length(float64(len(r.Marks)-1)/2-float64(i))
			switch {
			case !v.Known || r.Log && v.Low <= 0:
				if len(r.Marks) == 1 {
					note(c, x(0)+8, middle, "not known")
				}
			case len(r.Marks) == 1:
				bar(c, x(0), x(v.Median), middle)
				whisker(c, x(v.Low), x(v.High), middle, ink)
				note(c, max(x(v.Median), x(v.High))+6, middle, v.Label)
			default:
				whisker(c, x(v.Low), x(v.High), middle, series[i%len(series)])
				c.DrawGlyph(glyph(i), vg.Point{X: x(v.Median), Y: middle})
			}
		}
	}
}

// bar draws a bar.
func bar(c draw.Canvas, from, to, y vg.Length) {
	const half = 9
	c.FillPolygon(solid.colour(), []vg.Point{{X: from, Y: y - half}, {X: to, Y: y - half}, {X: to, Y: y + half}, {X: from, Y: y + half}})
}

// whisker draws the range of a value.
func whisker(c draw.Canvas, from, to, y vg.Length, r role) {
	if to-from < 1 {
		return
	}
	const half = 4
	line := draw.LineStyle{Color: background.colour(), Width: 4}
	c.StrokeLine2(line, from, y, to, y)
	line = draw.LineStyle{Color: r.colour(), Width: 1.5}
	c.StrokeLine2(line, from, y, to, y)
	c.StrokeLine2(line, from, y-half, from, y+half)
	c.StrokeLine2(line, to, y-half, to, y+half)
}

// note writes a text that begins at x.
func note(c draw.Canvas, x, y vg.Length, text string) {
	s := style(textSize, ink)
	s.YAlign = draw.YCenter
	c.FillText(s, vg.Point{X: x, Y: y + 1}, text)
}

// gridX is a line up from each mark of the horizontal axis that has a label.
type gridX struct{}

// Plot implements plot.Plotter.
func (gridX) Plot(c draw.Canvas, p *plot.Plot) {
	x, _ := p.Transforms(&c)
	for _, tick := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		if tick.Label != "" {
			c.StrokeLine2(draw.LineStyle{Color: grid.colour(), Width: 1}, x(tick.Value), c.Min.Y, x(tick.Value), c.Max.Y)
		}
	}
}

// gridY is the same across.
type gridY struct{}

// Plot implements plot.Plotter.
func (gridY) Plot(c draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&c)
	for _, tick := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		if tick.Label != "" {
			c.StrokeLine2(draw.LineStyle{Color: grid.colour(), Width: 1}, c.Min.X, y(tick.Value), c.Max.X, y(tick.Value))
		}
	}
}
