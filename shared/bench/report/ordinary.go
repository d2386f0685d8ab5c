package report

import (
	"fmt"
	"slices"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/plots"
)

// microseconds writes a time on the CPU.
func microseconds(v float64) string { return number(v) + " us" }

// milliseconds writes microseconds as milliseconds.
func milliseconds(v float64) string { return number(v/1000) + " ms" }

// ordinary is about the usual number of clients.
func (r report) ordinary() Section {
	s := Section{
		ID:    "ordinary",
		Title: fmt.Sprintf("%s at the same time", count(r.Base, "client")),
		Lead: fmt.Sprintf("Each sends a line of %d bytes, waits for the reply, and sends the next. "+
			"All replies were compared. CPU is the time that the server computed for a message; "+
			"p99 is how long a reply took, but for the slowest in a hundred.", r.Bytes),
	}
	s.Table.Head = []string{"", "CPU us\na message", "messages\na second", "p50\nms", "p99\nms", "p99.9\nms", "peak\nMiB", "clients"}
	results := r.base()
	for _, result := range results {
		ms := func(f figures.Figure) figures.Summary { return r.Get(result, f).Times(1e-3) }
		s.Table.add(result.Server, spread(r.Get(result, figures.CPU)), known(result.Get(figures.Rate)),
			known(ms(figures.P50)), spread(ms(figures.P99)), known(ms(figures.P999)), known(result.Get(figures.Peak).Times(1.0/(1<<20))), served(result))
	}
	s.Shown = []Shown{r.cost(results), r.latency(results)}
	s.Notes = slices.Concat(limited(results), missing(results), outside(results))
	return s
}

// outside tells of whose processes nothing is known.
func outside(results []figures.Result) []string {
	var servers []string
	for _, result := range results {
		if len(result.Rounds) > 0 && !result.Get(figures.CPU).Known() && !result.Get(figures.Peak).Known() {
			servers = append(servers, result.Server)
		}
	}
	if len(servers) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("CPU time and memory are not known of %s.", list(servers))}
}

// base returns the results of the usual number of clients.
func (r report) base() []figures.Result {
	var results []figures.Result
	for _, result := range r.Of(figures.Load) {
		if result.Clients == r.Base {
			results = append(results, result)
		}
	}
	return results
}

// served tells how many of the clients were served: "4 of 100".
func served(result figures.Result) string {
	if result.AtWork() < result.Clients {
		return fmt.Sprintf("%s of %s", whole(result.AtWork()), whole(result.Clients))
	}
	return whole(result.Clients)
}

// limited tells of servers that do not serve all clients.
func limited(results []figures.Result) []string {
	var notes []string
	for _, result := range results {
		if result.AtWork() < result.Clients && len(result.Rounds) > 0 {
			notes = append(notes, fmt.Sprintf("%s serves %s at a time and was measured with as many. The others of %s wait as long as these stay.",
				result.Server, count(result.AtWork(), "client"), whole(result.Clients)))
		}
	}
	return notes
}

// cost compares what a message costs the servers.
func (r report) cost(results []figures.Result) Shown {
	return r.bars(results, figures.CPU, 1, "CPU time for a message, microseconds", ranking{
		unit: microseconds, best: "needs the least CPU time for a message", worst: "needs the most",
	})
}

// bars draws a figure of each server, in another unit, and tells the ranking.
func (r report) bars(results []figures.Result, f figures.Figure, unit float64, axis string, ranking ranking) Shown {
	mark := plots.Mark{}
	rows := plots.Rows{Axis: axis}
	for _, result := range results {
		summary := r.Get(result, f)
		rows.Names = append(rows.Names, rowName(result))
		mark.Values = append(mark.Values, value(summary.Times(unit)))
		ranking.add(result, summary)
	}
	rows.Marks = []plots.Mark{mark}
	shown := ranking.shown()
	if rows.Drawable() {
		shown.Plot = rows
	}
	return shown
}

// rowName names a row, with the number of clients where not all were served.
func rowName(result figures.Result) string {
	if result.AtWork() < result.Clients {
		return fmt.Sprintf("%s (%s)", result.Server, count(result.AtWork(), "client"))
	}
	return result.Server
}

// value is a summary as a plot needs it.
func value(s figures.Summary) plots.Value {
	return plots.Value{Known: s.Known(), Median: s.Median, Low: s.Low, High: s.High, Label: known(s)}
}

// latency compares how long replies take.
func (r report) latency(results []figures.Result) Shown {
	return r.dots(results, []mark{
		{"half of the replies (p50)", figures.P50}, {"99 in 100 (p99)", figures.P99}, {"999 in 1,000 (p99.9)", figures.P999},
	}, figures.P99, ranking{unit: milliseconds, best: "has the shortest p99", worst: "has the longest"})
}

// A mark is a figure and its name in a plot.
type mark struct {
	name   string
	figure figures.Figure
}

// dots draws times of each server, and tells a ranking of one of them.
func (r report) dots(results []figures.Result, marks []mark, f figures.Figure, ranking ranking) Shown {
	rows := plots.Rows{Axis: "milliseconds until the reply; each step to the right is ten times as long", Log: true}
	rows.Marks = make([]plots.Mark, len(marks))
	for _, result := range results {
		rows.Names = append(rows.Names, rowName(result))
		for i, m := range marks {
			rows.Marks[i].Name = m.name
			rows.Marks[i].Values = append(rows.Marks[i].Values, value(result.Get(m.figure).Times(1e-3)))
		}
		ranking.add(result, r.Get(result, f))
	}
	shown := ranking.shown()
	if rows.Drawable() {
		shown.Plot = rows
	}
	return shown
}
