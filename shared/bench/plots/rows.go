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
	rowGap      = 10 // at least, between the names of two rows
	nameLine    = 14 // of a name that has several
	nameGap     = 6  // at most, between a name and the axis
	axisHeight  = 24 // of the marks below the rows
	moreMarks   = 12 // by which a row is higher for each further mark
	labelGap    = 6  // between a bar and its number
	tickRoom    = 16 // beside a plot, for what its last mark says
	manyColumns = 500
)

// Draw implements Plot.
func (r Rows) Draw(width float64) string {
	p := newPlot()
	names := r.wrapped(width)
	r.scale(p, width, names)
	p.Y.Min, p.Y.Max = -0.5, float64(len(r.Names))-0.5
	p.Y.Tick.Marker = plot.ConstantTicks(r.nameTicks(names))
	p.Y.Tick.Length, p.Y.Width = 0, 0
	p.Add(gridX{}, r)
	if !r.Log {
		p.Y.Width = 1
	}
	return frame{
		title: r.title(), signs: r.signs(), below: r.axis(width), width: width, height: r.height(names), right: tickRoom,
	}.draw(p)
}

// height returns how high all rows are, with the axis. Rows are equally high.
func (r Rows) height(names []string) float64 {
	row := rowHeight + moreMarks*float64(len(r.Marks)-1)
	for _, name := range names {
		row = max(row, nameLine*float64(lineCount(name))+rowGap)
	}
	return row*float64(len(names)) + axisHeight
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
func (r Rows) scale(p *plot.Plot, width float64, names []string) {
	least, most := r.extent()
	if r.Log {
		p.X.Min, p.X.Max = decades(least, most)
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, tensIn(barRoom(width, names), p.X.Min, p.X.Max)
		return
	}
	p.X.Tick.Marker = evenly{max(3, int(width/130))}
	p.X.Min, p.X.Max = 0, most
	if len(r.Marks) == 1 {
		p.X.Max = r.withLabels(most, barRoom(width, names))
	}
}

// barRoom returns how long a bar can be beside the names, in pixels. It may be a
// little longer: this counts the room for the last mark of the axis twice, as
// gonum does where that mark is at the end.
func barRoom(width float64, names []string) float64 {
	widest := 0.0
	for _, name := range names {
		widest = max(widest, textWidth(name, noteSize))
	}
	return width - 2*margin - widest - nameGap - 3*tickRoom
}

// withLabels returns where an axis ends that is so long, in pixels, and has room
// for the number behind each bar.
func (r Rows) withLabels(most, room float64) float64 {
	end := most
	for _, v := range r.Marks[0].Values {
		if v.Known {
			label := labelGap + textWidth(v.Label, textSize)
			end = max(end, max(v.Median, v.High)*room/max(room-label, 1))
		}
	}
	return end
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

// wrapped returns the names, in several lines where there is little room.
func (r Rows) wrapped(width float64) []string {
	var names []string
	for _, name := range r.Names {
		names = append(names, wrap(name, noteSize, nameShare*width))
	}
	return names
}

// nameTicks names the rows, the first one on top.
func (r Rows) nameTicks(names []string) []plot.Tick {
	var ticks []plot.Tick
	for i, name := range names {
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
				note(c, max(x(v.Median), x(v.High))+labelGap, middle, v.Label)
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
	block(c, solid, from, to, y, half)
}

// block fills a rectangle, so far above and below y.
func block(c draw.Canvas, r role, from, to, y, half vg.Length) {
	c.FillPolygon(r.colour(), []vg.Point{{X: from, Y: y - half}, {X: to, Y: y - half}, {X: to, Y: y + half}, {X: from, Y: y + half}})
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

// note writes a text that begins at x, on a ground that hides lines behind it.
func note(c draw.Canvas, x, y vg.Length, text string) {
	s := style(textSize, ink)
	block(c, background, x-1, x+s.Width(text)+1, y, s.Height(text)/2)
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
