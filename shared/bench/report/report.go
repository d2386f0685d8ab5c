// Package report says what a run has found: in sections, each with a table, a
// sentence and a plot. Everything in it is derived from the run's figures.
package report

import (
	"slices"
	"strings"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/plots"
	"workbook/shared/terminal"
)

// A Section is about one question.
type Section struct {
	ID    string // for links
	Title string
	Lead  string // what was done
	Table Table
	Shown []Shown
	Notes []string // what to know about single figures
}

// A Shown is a plot, what it shows, and of whom that says nothing.
type Shown struct {
	Plot    plots.Plot // nil if there is nothing to draw
	Says    string
	LeftOut string // "" if nobody is, or nothing is said
}

// A Table has a row for each server.
type Table struct {
	Head []string // of the columns; a newline separates lines
	Rows [][]string
}

// add adds a row.
func (t *Table) add(cells ...string) { t.Rows = append(t.Rows, cells) }

// Sections returns what to say about a run.
func Sections(run figures.Run) []Section {
	r := report{run}
	all := []Section{
		r.ordinary(), r.growth(), r.waiting(), r.answered(),
		r.memory(), r.churn(), r.flood(), r.compute(),
	}
	var shown []Section
	for _, s := range all {
		if len(s.Table.Rows) > 0 {
			shown = append(shown, s)
		}
	}
	return shown
}

// A report is a run that is being told.
type report struct{ figures.Run }

// missing returns a note for each result that has no rounds, and says why.
// Results with the same reason share one.
func missing(results []figures.Result) []string {
	var reasons []string
	servers := make(map[string][]string)
	for _, result := range results {
		if result.Why == "" {
			continue
		}
		if len(servers[result.Why]) == 0 {
			reasons = append(reasons, result.Why)
		}
		if !slices.Contains(servers[result.Why], result.Server) {
			servers[result.Why] = append(servers[result.Why], result.Server)
		}
	}
	var notes []string
	for _, why := range reasons {
		notes = append(notes, list(servers[why])+": "+terminal.Visible(why)+".")
	}
	return notes
}

// short returns what a server is called in a plot where there is little room:
// a stage's number, or else its name.
func short(server string) string {
	if len(server) > 3 && server[2] == '-' && strings.Trim(server[:2], "0123456789") == "" {
		return server[:2]
	}
	return server
}
