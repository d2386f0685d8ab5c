package plots

import (
	"fmt"
	"html"
	"image/color"
	"regexp"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg/draw"

	"workbook/shared/theme"
)

// A role is what something in a plot is, by the custom property of CSS that stands
// for its colour. A page says which colours these are: in light and in dark.
type role string

// The roles that the lab's pictures have, too.
const (
	ink        role = "--ink"
	muted      role = "--muted"
	grid       role = "--grid"
	background role = "--bg"
	solid      role = "--served"
)

// series are the roles of lines and marks, of which there are several. Shapes and
// dashes tell them apart without colour.
var series = []role{"--series-1", "--series-2", "--series-3", "--series-4", "--series-5", "--series-6"}

// Light has the colours of the series for a light page: the lab's blue and orange,
// and those of Okabe and Ito's palette that go with them.
var Light = theme.Theme{
	{Property: "--series-1", Value: "#0072B2"},
	{Property: "--series-2", Value: "#D55E00"},
	{Property: "--series-3", Value: "#008060"},
	{Property: "--series-4", Value: "#9A4F86"},
	{Property: "--series-5", Value: "#3B4048"},
	{Property: "--series-6", Value: "#7A6A00"},
}

// Dark has them for a dark page.
var Dark = theme.Theme{
	{Property: "--series-1", Value: "#56B4E9"},
	{Property: "--series-2", Value: "#E69F00"},
	{Property: "--series-3", Value: "#2FBF95"},
	{Property: "--series-4", Value: "#DD9CC6"},
	{Property: "--series-5", Value: "#C3C9D1"},
	{Property: "--series-6", Value: "#D9CC50"},
}

// roles is all of them. Each is drawn in a colour that says nothing but which
// role it is; see [finish].
var roles = slices.Concat([]role{ink, muted, grid, background, solid}, series)

// colour returns what stands for a role while a plot is drawn.
func (r role) colour() color.Color {
	i := slices.Index(roles, r)
	return color.RGBA{R: 0xA0, G: 0xB0, B: byte(i), A: 0xFF}
}

var (
	drawnColour = regexp.MustCompile(`#A0B0([0-9A-F]{2})`)
	drawnFont   = regexp.MustCompile(`font-family:[^;"]*(;font-variant:[a-z]+)?`)
	drawnHead   = regexp.MustCompile(`(?s)^.*?<svg[^>]*>`)
	comment     = regexp.MustCompile(`(?s)<!--.*?-->`)
	drawnText   = regexp.MustCompile(`<text ([^>]*font-size:(\d+)px[^>]*)>([^<]*)</text>`)
)

// fonts have the widths that the plots are laid out for, or nearly so. A system
// may have none of them; see [fit].
const fonts = "Liberation Sans,Arial,Helvetica,Arimo,Nimbus Sans,DejaVu Sans Condensed,sans-serif"

// finish makes what gonum has drawn a part of a page: with the page's colours
// and fonts, a size that the page decides on, and a description.
func finish(drawn string, width, height float64, title string) string {
	body := drawnHead.ReplaceAllString(drawn, "")
	body = comment.ReplaceAllString(body, "")
	body = drawnColour.ReplaceAllStringFunc(body, func(hex string) string {
		var i int
		fmt.Sscanf(hex[5:], "%X", &i)
		return "var(" + string(roles[i]) + ")"
	})
	body = drawnFont.ReplaceAllString(body, "font-family:"+fonts)
	body = drawnText.ReplaceAllStringFunc(body, fit)
	return fmt.Sprintf(`<svg viewBox="0 0 %g %g" role="img" aria-label="%s">%s`, width, height, html.EscapeString(title), body)
}

// fit holds a text to the width that it was laid out for, whatever font the
// system draws it in: a wider one would run over what is beside it.
func fit(drawn string) string {
	m := drawnText.FindStringSubmatch(drawn)
	size, _ := strconv.Atoi(m[2])
	width := style(float64(size), ink).Width(html.UnescapeString(m[3])).Points()
	if width == 0 {
		return drawn
	}
	return fmt.Sprintf(`<text textLength="%.2f" lengthAdjust="spacingAndGlyphs" %s>%s</text>`, width, m[1], m[3])
}

// Sizes of text, in pixels.
const (
	textSize = 13
	noteSize = 12
)

// sans is what text is measured in.
var sans = font.Font{Typeface: "Liberation", Variant: "Sans"}

// style returns how text looks.
func style(size float64, r role) draw.TextStyle {
	return draw.TextStyle{Color: r.colour(), Font: font.From(sans, font.Length(size)), Handler: plot.DefaultTextHandler}
}

// shapes are those of the series.
var shapes = []draw.GlyphDrawer{draw.CircleGlyph{}, square, up, diamond, down, star}

// dashes are those of the series.
var dashes = [][]font.Length{nil, {8, 3}, {2, 3}, {8, 3, 2, 3}, {14, 4}, {5, 5}}

// glyph returns the mark of a series.
func glyph(i int) draw.GlyphStyle {
	return draw.GlyphStyle{Color: series[i%len(series)].colour(), Radius: 5, Shape: shapes[i%len(shapes)]}
}

// stroke returns the line of a series.
func stroke(i int) draw.LineStyle {
	return draw.LineStyle{Color: series[i%len(series)].colour(), Width: 2, Dashes: dashes[i%len(dashes)]}
}
