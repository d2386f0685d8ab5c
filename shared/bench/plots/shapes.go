package plots

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A shape is a filled mark, by its corners; 1 is its radius.
type shape []struct{ x, y vg.Length }

var (
	square  = shape{{-.85, -.85}, {.85, -.85}, {.85, .85}, {-.85, .85}}
	up      = shape{{-1.1, -.85}, {1.1, -.85}, {0, 1.15}}
	down    = shape{{-1.1, .85}, {1.1, .85}, {0, -1.15}}
	diamond = shape{{0, 1.25}, {1.25, 0}, {0, -1.25}, {-1.25, 0}}
	star    = shape{{0, 1.4}, {.35, .35}, {1.4, 0}, {.35, -.35}, {0, -1.4}, {-.35, -.35}, {-1.4, 0}, {-.35, .35}}
)

// DrawGlyph implements draw.GlyphDrawer.
func (s shape) DrawGlyph(c *draw.Canvas, look draw.GlyphStyle, at vg.Point) {
	var corners []vg.Point
	for _, corner := range s {
		corners = append(corners, vg.Point{X: at.X + corner.x*look.Radius, Y: at.Y + corner.y*look.Radius})
	}
	c.FillPolygon(look.Color, corners)
}
