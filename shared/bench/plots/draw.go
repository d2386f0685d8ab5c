package plots

import (
	"bytes"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// newPlot returns a plot without anything in it.
func newPlot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color, axis.Width = muted.colour(), 1
		axis.Tick.Color, axis.Tick.Width = muted.colour(), 1
		axis.Tick.Label.Font, axis.Tick.Label.Color = font.From(sans, noteSize), ink.colour()
		axis.Padding = 0
	}
	return p
}

// A sign explains a series in a legend.
type sign struct {
	name string
	draw func(c draw.Canvas, at vg.Point)
}

const (
	signWidth  = 24
	signGap    = 18
	lineHeight = 20
	noteLine   = 18 // of what names an axis
)

// lay lays out signs in rows that are so wide, and returns how high they are.
// With a canvas, it draws them from its top down.
func lay(signs []sign, width float64, c *draw.Canvas) (height float64) {
	if len(signs) == 0 {
		return 0
	}
	text := style(noteSize, ink)
	text.YAlign = draw.YCenter
	x, y, row := 0.0, 0.0, 0.0
	for _, s := range signs {
		name := wrap(s.name, noteSize, width-signWidth-4)
		w := signWidth + 4 + text.Width(name).Points()
		if x > 0 && x+w > width {
			x, y, row = 0, y+row, 0
		}
		row = max(row, lineHeight*float64(lineCount(name)))
		if c != nil {
			at := vg.Point{X: c.Min.X + vg.Length(x), Y: c.Max.Y - vg.Length(y+row/2)}
			s.draw(*c, vg.Point{X: at.X + signWidth/2, Y: at.Y})
			c.FillText(text, vg.Point{X: at.X + signWidth + 4, Y: at.Y}, name)
		}
		x += w + signGap
	}
	return y + row + 6
}

// A frame is what stands around a plot. The names of the axes are here because
// gonum takes more room for them than they need where an axis is logarithmic.
type frame struct {
	title         string // for those who cannot see it
	signs         []sign // above it
	above         string // what the vertical axis shows
	below         []string
	width, height float64 // the latter without signs and names of axes
	right         float64 // room beside it, for text that begins inside
}

const margin = 4

// draw draws a plot.
func (f frame) draw(p *plot.Plot) string {
	legend := lay(f.signs, f.width-2*margin, nil)
	top, bottom := legend, float64(len(f.below))*noteLine
	if f.above != "" {
		top += noteLine
	}
	height := f.height + top + bottom + 2*margin
	canvas := vgsvg.New(vg.Length(f.width), vg.Length(height))
	c := draw.Crop(draw.New(canvas), margin, -margin, margin, -margin)
	lay(f.signs, f.width-2*margin, &c)

	label := style(noteSize, muted)
	label.YAlign = draw.YTop
	c.FillText(label, vg.Point{X: c.Min.X, Y: c.Max.Y - vg.Length(legend)}, f.above)
	label.XAlign = draw.XCenter
	for i, line := range f.below {
		c.FillText(label, vg.Point{X: c.Center().X, Y: c.Min.Y + vg.Length(bottom-noteLine*float64(i))}, line)
	}
	p.Draw(draw.Crop(c, 0, -vg.Length(f.right), vg.Length(bottom), -vg.Length(top)))
	var b bytes.Buffer
	canvas.WriteTo(&b) // a buffer takes everything
	return finish(b.String(), f.width, height, f.title)
}
