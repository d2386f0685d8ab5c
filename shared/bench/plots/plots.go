// Package plots draws figures as SVG, for light and dark pages, wide and narrow.
package plots

import "math"

// A Plot can be drawn.
type Plot interface {
	// Draw returns the plot as a part of a page, so many pixels wide.
	Draw(width float64) string
}

// A Value is a figure with its spread. What is not Known is not drawn.
type Value struct {
	Known             bool
	Median, Low, High float64
	Label             string // the median as a text
}

// Rows is a plot with a row for each name. With one mark they are bars that
// begin at 0; with several they are dots.
type Rows struct {
	Axis  string // what is drawn
	Log   bool
	Names []string
	Marks []Mark
}

// A Mark is what is drawn in every row.
type Mark struct {
	Name   string
	Values []Value // one for each row
}

// Drawable reports whether there is anything to draw.
func (r Rows) Drawable() bool {
	for _, mark := range r.Marks {
		for _, v := range mark.Values {
			if v.Known && !(r.Log && v.Low <= 0) {
				return true
			}
		}
	}
	return false
}

// Lines is a plot with a line for each name. Its horizontal axis is logarithmic.
type Lines struct {
	X, Y  string // what the axes show
	LogY  bool
	Lines []Line
}

// A Line is drawn from point to point.
type Line struct {
	Name   string
	Points []Point
	Ends   bool // here it ends for good
}

// A Point is a value Y, with its spread, at X.
type Point struct{ X, Y, Low, High float64 }

// Drawable reports whether there is anything to draw: a line needs two points.
func (l Lines) Drawable() bool {
	least, most := math.Inf(1), math.Inf(-1)
	for _, line := range l.Lines {
		for _, p := range line.Points {
			least, most = min(least, p.X), max(most, p.X)
		}
	}
	return least < most
}
