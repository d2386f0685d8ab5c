// Package page draws a run as one page of HTML that needs nothing else: no
// network, no script. It is laid out for wide and narrow windows, for light and
// dark ones, and for paper; whoever cannot see the plots has tables and
// sentences.
package page

import (
	"bytes"
	_ "embed"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/plots"
	"workbook/shared/bench/report"
	"workbook/shared/theme"
)

//go:embed page.css
var style string

//go:embed page.html
var text string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"typographic": typographic,
	"prose":       prose,
	"lines":       func(cell string) []string { return strings.Split(cell, "\n") },
	"draw":        draw,
}).Parse(text))

// windows is what plots are drawn for. The classes are the style sheet's, which
// shows one of them.
var windows = []struct {
	class string
	width float64
}{{"narrow", 358}, {"wide", 760}}

// A picture is a plot, drawn for a window.
type picture struct {
	Class string
	SVG   template.HTML
}

// draw draws a plot for every window.
func draw(p plots.Plot) []picture {
	var pictures []picture
	for _, w := range windows {
		pictures = append(pictures, picture{w.class, template.HTML(p.Draw(w.width))})
	}
	return pictures
}

// typographic writes what the terminal has no letters for.
func typographic(s string) string {
	return micro.ReplaceAllString(strings.ReplaceAll(s, "+-", "±"), "µs")
}

var (
	micro  = regexp.MustCompile(`\bus\b`)
	amount = regexp.MustCompile(`(\d) (%|µs|ms|KiB|MiB|GiB|bytes|clients?|cores?|times)`)
	name   = regexp.MustCompile(`\b\d\d-[a-z][a-z-]*`)
)

// prose is typographic for sentences: no line ends within an amount or the name
// of a stage.
func prose(s string) string {
	s = amount.ReplaceAllString(typographic(s), "$1\u00a0$2")
	return name.ReplaceAllStringFunc(s, func(name string) string { return strings.ReplaceAll(name, "-", "\u2011") })
}

// A data is what the template shows.
type data struct {
	Style                 template.CSS
	About, Machine, Noise string
	Rule                  string
	Sections              []report.Section
	Comparison            *report.Comparison
}

// Page returns the page of a run, compared with an older one if there is any.
func Page(run figures.Run, old *figures.Run) ([]byte, error) {
	d := data{
		Style: template.CSS(css()), About: report.About(run), Machine: report.Machine(run), Noise: report.Noise(run), Rule: report.Rule,
		Sections: report.Sections(run),
	}
	if old != nil {
		c := report.Compare(*old, run)
		d.Comparison = &c
	}
	var b bytes.Buffer
	err := page.Execute(&b, d)
	return b.Bytes(), err
}

// css returns the style sheet.
func css() string {
	colours := theme.Sheet(slices.Concat(theme.Light, plots.Light), slices.Concat(theme.Dark, plots.Dark))
	return colours + "body { font-family: " + theme.Fonts + "; }\n" + style
}
