// Package page draws panels as one page of HTML that needs nothing else: no
// network. It is laid out for wide and narrow windows, for light and
// dark ones, and for paper; whoever cannot see it has captions and numbers. A
// script moves a line through time, and with it the markers in the source; what
// there is to see is there without it.
package page

import (
	_ "embed"
	"html/template"
	"io"
	"strconv"
	"time"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/source"
	"workbook/shared/lab/svg"
)

// A Run is what is known of the run that the panels come from.
type Run struct {
	Scenario string
	About    string // the scenario, in a sentence
	Start    time.Time
}

// maxVisits is how many clients the numbers of one server are listed for. Whoever
// wants more has the recording.
const maxVisits = 200

//go:embed page.css
var style string

//go:embed page.js
var script string

//go:embed page.html
var text string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"typographic": svg.Typographic,
	"rows":        func(v layout.Visit) int { return max(1, len(v.Questions)) },
	"questions":   questions,
}).Parse(text))

// questions returns a client's lines: an empty one if it has none, for every
// client has a row.
func questions(v layout.Visit) []layout.Question {
	if len(v.Questions) == 0 {
		return []layout.Question{{}}
	}
	return v.Questions
}

// A data is what the template shows.
type data struct {
	Run
	Style    template.CSS
	Script   template.JS
	Legend   []sign
	Sections []section
	Words    bool // there are some to be explained
}

type sign struct {
	Picture template.HTML
	Meaning string
}

// A section is one server.
type section struct {
	layout.Panel
	ID     string
	Charts []chart // one of which a window shows
	Gauged []chart // the same, of the gauges
	Cards  []source.Card
	Moving moving
	Visits []layout.Visit
	More   int // visits
}

// A moving is what the script needs to move the markers in the source.
type moving struct {
	From, End, StoodAt time.Duration
	Standing           []layout.Standing
}

type chart struct {
	Class   string
	Picture template.HTML
}

// windows is what charts are drawn for. The classes are the style sheet's, which
// shows one of them.
var windows = []struct {
	class string
	width float64
}{{"narrow", 374}, {"medium", 640}, {"wide", 820}}

// Write writes the page.
func Write(w io.Writer, panels []layout.Panel, run Run) error {
	d := data{Run: run, Style: template.CSS(svg.Sheet() + source.Style + style), Script: template.JS(source.Script + script)}
	for _, s := range svg.Legend(panels, "legend") {
		d.Legend = append(d.Legend, sign{template.HTML(s.SVG), s.Meaning})
	}
	for i, p := range panels {
		s := section{Panel: p, ID: "server-" + strconv.Itoa(i+1), Visits: p.Visits}
		if n := len(p.Visits); n > maxVisits {
			s.Visits, s.More = p.Visits[:maxVisits], n-maxVisits
		}
		for _, window := range windows {
			picture := svg.Chart(p, window.width, s.ID+"-"+window.class)
			s.Charts = append(s.Charts, chart{window.class, template.HTML(picture)})
			if gauges := svg.Gauges(p, window.width, s.ID+"-"+window.class+"-g"); gauges != "" {
				s.Gauged = append(s.Gauged, chart{window.class, template.HTML(gauges)})
			}
		}
		s.Cards = source.Cards(p.Sources, p.PlacesAt(p.StoodAt))
		s.Moving = moving{p.Axis.From, p.Axis.End, p.StoodAt, p.Standing}
		d.Sections = append(d.Sections, s)
		d.Words = d.Words || s.Stands != ""
	}
	return page.Execute(w, d)
}
