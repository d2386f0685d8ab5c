package report

import (
	"fmt"
	"slices"

	"workbook/shared/bench/figures"
)

// memory is about clients that have nothing to say.
func (r report) memory() Section {
	s := Section{
		ID:    "memory",
		Title: "Memory for a client that says nothing",
		Lead: "So much grew the server's memory when clients came, were answered once, and fell silent, divided by their number. " +
			"The kernel's memory for their connections is not in it. Peak is the most memory while they worked again.",
	}
	s.Table.Head = []string{"", "KiB\na client", "clients", "peak\nMiB"}
	var results, without []figures.Result
	ranking := ranking{unit: bytesOf, best: "needs the least memory for a client that says nothing", worst: "needs the most"}
	for _, server := range r.Servers {
		result, ok := r.crowd(server)
		if !ok {
			if result.AtWork() == result.Clients { // of the others, the sentence says why
				without = append(without, result)
			}
			ranking.add(result, figures.Summary{})
			continue
		}
		results = append(results, result)
		s.Table.add(server, spread(r.Get(result, figures.Idle).Times(1.0/(1<<10))), whole(result.Clients),
			known(result.Get(figures.Peak).Times(1.0/(1<<20))))
	}
	s.Shown = []Shown{r.bars(results, figures.Idle, 1.0/(1<<10), "KiB for an idle client", ranking)}
	s.Notes = missing(without)
	return s
}

// crowd returns the result with the most clients of which it is known how much
// memory they need when idle. If there is none, it returns that of the most.
func (r report) crowd(server string) (result figures.Result, ok bool) {
	for _, next := range r.sizes(server) {
		idle := next.Get(figures.Idle).Known()
		if idle || !ok {
			result, ok = next, idle
		}
	}
	return result, ok
}

// churn is about clients that come and go.
func (r report) churn() Section {
	results := r.Of(figures.Churn)
	byCPU := slices.ContainsFunc(results, func(result figures.Result) bool { return result.Get(figures.CPU).Known() })
	rate := known
	if !byCPU { // of a server that is seen from outside
		rate = spread
	}
	s := Section{
		ID:    "churn",
		Title: "Clients that come and go",
		Lead:  "A visit: connect, send one line, get the reply, leave. Several clients pay one visit after the other.",
	}
	s.Table.Head = []string{"", "CPU us\na visit", "visits\na second", "p50\nms", "p99\nms", "clients"}
	for _, result := range results {
		s.Table.add(result.Server, spread(r.Get(result, figures.CPU)), rate(r.Get(result, figures.Rate)),
			known(result.Get(figures.P50).Times(1e-3)), known(result.Get(figures.P99).Times(1e-3)), whole(result.Clients))
	}
	shown := r.bars(results, figures.CPU, 1, "CPU time for a visit, microseconds", ranking{
		unit: microseconds, best: "needs the least CPU time for a visit", worst: "needs the most",
	})
	if !byCPU {
		shown = r.bars(results, figures.Rate, 1, "visits a second", ranking{
			unit: number, best: "sees the most visits a second", worst: "sees the fewest", more: true,
		})
	}
	s.Shown, s.Notes = []Shown{shown}, missing(results)
	return s
}

// flood is about polite clients beside one that is not.
func (r report) flood() Section {
	results := r.Of(figures.Flood)
	s := Section{
		ID:    "flood",
		Title: "Polite clients beside a flooder",
		Lead:  "The flooder sends without end and does not wait for replies. The polite ones wait for each. How long do they wait, without the flooder and beside it?",
	}
	s.Table.Head = []string{"", "p50 ms\nalone", "p99 ms\nalone", "p50 ms\nbeside", "p99 ms\nbeside", "polite\nclients"}
	for _, result := range results {
		ms := func(f figures.Figure) figures.Summary { return r.Get(result, f).Times(1e-3) }
		s.Table.add(result.Server, known(ms(figures.Alone50)), known(ms(figures.Alone99)),
			known(ms(figures.P50)), spread(ms(figures.P99)), whole(politeAtWork(result)))
	}
	s.Shown = []Shown{r.dots(results, []mark{
		{"p99 alone", figures.Alone99}, {"p99 beside the flooder", figures.P99},
	}, figures.P99, ranking{
		unit: milliseconds, best: "protects polite clients best, with the shortest p99 beside the flooder", worst: "has the longest",
		left: omitted{flooded: true},
	})}
	s.Notes = missing(results)
	for _, result := range results {
		if result.AtWork() < result.Clients && result.Get(figures.P99).Known() {
			s.Notes = append(s.Notes, fmt.Sprintf("%s serves %d at a time: one of these is the flooder.", result.Server, result.AtWork()))
		}
	}
	return s
}

// politeAtWork returns how many polite clients were served beside the flooder.
func politeAtWork(result figures.Result) int {
	if result.AtWork() < result.Clients {
		return result.AtWork() - 1
	}
	return result.Clients
}
