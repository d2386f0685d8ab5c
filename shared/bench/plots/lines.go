package plots

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	lineTextGap  = 10
	linesHeight  = 270
	nameDistance = 15 // between the names at the ends of two lines
	valueRoom    = 60 // at most, for what the vertical axis says
)

// Draw implements Plot.
func (l Lines) Draw(width float64) string {
	p := newPlot()
	least, most := l.extent(func(pt Point) (float64, float64) { return pt.X, pt.X })
	named := namedLines{l, nameShare * width}
	right, high := named.nameRoom()
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, tensIn(width-right-valueRoom, least, most)
	p.X.Min, p.X.Max = least, most
	least, most = l.extent(func(pt Point) (float64, float64) { return pt.Low, pt.High })
	p.Y.Min, p.Y.Max = 0, most*1.08
	p.Y.Tick.Marker = evenly{5}
	if l.LogY {
		p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, tens{}
		p.Y.Min, p.Y.Max = decades(least, most)
	}
	p.Add(gridX{}, gridY{}, named)
	return frame{
		title: l.title(), signs: l.signs(), above: l.Y, below: []string{l.X},
		width: width, height: max(linesHeight, high+axisHeight), right: right,
	}.draw(p)
}

func (l Lines) title() string {
	var names []string
	for _, line := range l.Lines {
		names = append(names, line.Name)
	}
	return "Plot: " + l.Y + " against " + l.X + ", for " + strings.Join(names, ", ")
}

// extent returns the least and the greatest of what of returns for a point. On
// a logarithmic axis, nothing is 0.
func (l Lines) extent(of func(Point) (low, high float64)) (least, most float64) {
	least, most = math.Inf(1), 0
	for _, line := range l.Lines {
		for _, point := range line.Points {
			low, high := of(point)
			if low > 0 {
				least = min(least, low)
			}
			most = max(most, high)
		}
	}
	if most == 0 {
		return 1, 10
	}
	return min(least, most), most
}

// signs is the legend.
func (l Lines) signs() []sign {
	var signs []sign
	for i, line := range l.Lines {
		signs = append(signs, sign{line.Name, func(c draw.Canvas, at vg.Point) {
			c.StrokeLine2(stroke(i), at.X-signWidth/2, at.Y, at.X+signWidth/2, at.Y)
			c.DrawGlyphNoClip(glyph(i), at)
		}})
	}
	return signs
}

// namedLines are lines with names at their ends.
type namedLines struct {
	of   Lines
	room float64 // that a name may take in one line, in pixels
}

// nameRoom returns how much room the names take beside the plot, and how high
// they are, one on top of another.
func (l namedLines) nameRoom() (width, height float64) {
	unscaled := func(v float64) vg.Length { return vg.Length(v) }
	for _, end := range l.ends(unscaled, unscaled) {
		width = max(width, textWidth(end.name, textSize))
		height += end.height()
	}
	return width + lineTextGap + 6, height
}

// Plot implements plot.Plotter.
func (l namedLines) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	if l.of.LogY {
		linear := y
		y = func(v float64) vg.Length { return linear(max(v, p.Y.Min)) }
	}
	for i, line := range l.of.Lines {
		var points []vg.Point
		for _, pt := range line.Points {
			at := vg.Point{X: x(pt.X), Y: y(pt.Y)}
			points = append(points, at)
			upright(c, at.X, y(pt.Low), y(pt.High), series[i%len(series)])
		}
		c.StrokeLines(stroke(i), points)
		for _, at := range points {
			c.DrawGlyphNoClip(glyph(i), at)
		}
		if line.Ends {
			stop(c, points[len(points)-1])
		}
	}
	for _, end := range apart(l.ends(x, y), c.Max.Y) {
		note(c, end.at.X+lineTextGap, end.at.Y, end.name)
	}
}

// upright draws the range of a value.
func upright(c draw.Canvas, x, from, to vg.Length, r role) {
	if to-from < 2 {
		return
	}
	c.StrokeLine2(draw.LineStyle{Color: r.colour(), Width: 1}, x, from, x, to)
}

// stop draws a bar across where a line ends for good.
func stop(c draw.Canvas, at vg.Point) {
	c.StrokeLine2(draw.LineStyle{Color: ink.colour(), Width: 2.5}, at.X+6, at.Y-9, at.X+6, at.Y+9)
}

// An end is a name at the end of a line, or several where lines end together.
type end struct {
	name string
	at   vg.Point
}

// height returns how high the name is.
func (e end) height() float64 { return nameDistance * float64(lineCount(e.name)) }

// ends returns the names at the ends of the lines.
func (l namedLines) ends(x, y func(float64) vg.Length) []end {
	var ends []end
	for _, line := range l.of.Lines {
		if len(line.Points) == 0 {
			continue
		}
		last := line.Points[len(line.Points)-1]
		at := vg.Point{X: x(last.X), Y: y(last.Y)}
		same := slices.IndexFunc(ends, func(e end) bool { return e.at == at })
		if same >= 0 {
			ends[same].name += ", " + line.Name
		} else {
			ends = append(ends, end{line.Name, at})
		}
	}
	for i := range ends {
		ends[i].name = wrap(ends[i].name, textSize, l.room)
	}
	return ends
}

// apart moves names up that would be on top of each other, and then down those
// whose first line would have its middle above the top.
func apart(ends []end, top vg.Length) []end {
	slices.SortStableFunc(ends, func(a, b end) int { return cmp.Compare(a.at.Y, b.at.Y) })
	for i := range ends {
		for _, below := range ends[:i] {
			if between, near := distance(ends[i], below); near {
				ends[i].at.Y = max(ends[i].at.Y, below.at.Y+between)
			}
		}
	}
	for i := len(ends) - 1; i >= 0; i-- {
		ends[i].at.Y = min(ends[i].at.Y, top-vg.Length(ends[i].height()-nameDistance)/2)
		for _, above := range ends[i+1:] {
			if between, near := distance(ends[i], above); near {
				ends[i].at.Y = min(ends[i].at.Y, above.at.Y-between)
			}
		}
	}
	return ends
}

// distance returns how far apart in height two names must be, and whether they
// are so near each other that it matters.
func distance(a, b end) (between vg.Length, near bool) {
	left, right := a, b
	if left.at.X > right.at.X {
		left, right = right, left
	}
	width := vg.Length(textWidth(left.name, textSize) + lineTextGap)
	return vg.Length(a.height()+b.height()) / 2, right.at.X < left.at.X+width
}
