package report

import (
	"fmt"
	"slices"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/plots"
)

// growth is about what a message costs as clients grow.
func (r report) growth() Section {
	s := Section{
		ID:    "growth",
		Title: "The cost of a message as clients grow",
		Lead:  "CPU time of the server for a message, in microseconds.",
		Table: r.bySize(r.cell(figures.CPU, 1)),
	}
	lines := r.lines(figures.CPU, 1)
	lines.X, lines.Y = "clients", "CPU time for a message, microseconds"
	s.Shown = []Shown{r.grows(figures.CPU, "the cost of a message")}
	if lines.Drawable() {
		s.Shown[0].Plot = lines
	}
	s.Notes = missing(r.sized())
	return s
}

// waiting is about how long replies take as clients grow.
func (r report) waiting() Section {
	s := Section{
		ID:    "waiting",
		Title: "The slowest reply in a hundred as clients grow",
		Lead:  "p99 in milliseconds. Ten times as many clients share the same machine, so each waits longer.",
		Table: r.bySize(r.cell(figures.P99, 1e-3)),
	}
	lines := r.lines(figures.P99, 1e-3)
	lines.X, lines.Y, lines.LogY = "clients", "p99, milliseconds", true
	s.Shown = []Shown{r.grows(figures.P99, "p99")}
	if lines.Drawable() {
		s.Shown[0].Plot = lines
	}
	return s
}

// answered is about how many of the clients are served at a time.
func (r report) answered() Section {
	s := Section{
		ID:    "answered",
		Title: "Who is served, as clients grow",
		Lead:  "So many of the clients are served at the same time. All others wait until one of these leaves.",
		Table: r.bySize(func(result figures.Result) string {
			if result.Failed || len(result.Rounds) == 0 && result.Served == 0 {
				return none
			}
			return whole(result.AtWork())
		}),
	}
	lines := plots.Lines{X: "clients", Y: "served at the same time", LogY: true}
	var all, some []string
	var left omitted
	for _, server := range r.Servers {
		line := plots.Line{Name: short(server)}
		breaks, gap := 0, false
		for _, result := range r.sizes(server) {
			if result.Failed || len(result.Rounds) == 0 && result.Served == 0 {
				gap = true
				continue
			}
			n := float64(result.AtWork())
			if n < float64(result.Clients) && breaks == 0 {
				breaks = result.AtWork() // the line has its corner where nobody waits yet
				line.Points = append(line.Points, plots.Point{X: n, Y: n, Low: n, High: n})
			}
			line.Points = append(line.Points, plots.Point{X: float64(result.Clients), Y: n, Low: n, High: n})
		}
		if len(line.Points) > 0 {
			lines.Lines = append(lines.Lines, line)
		}
		switch {
		case breaks > 0:
			some = append(some, fmt.Sprintf("%s breaks off at %s", server, count(breaks, "client")))
		case gap:
			left.unknown = append(left.unknown, server)
		default:
			all = append(all, server)
		}
	}
	s.Shown = []Shown{left.from(breaking(all, some))}
	if lines.Drawable() {
		s.Shown[0].Plot = lines
	}
	return s
}

// breaking tells whose line breaks off where.
func breaking(all, some []string) string {
	says := ""
	if len(all) > 0 {
		says = fmt.Sprintf("%s %s everybody who comes.", list(all), plural(all, "serves", "serve"))
	}
	if len(some) > 0 {
		if says != "" {
			says += " "
		}
		says += fmt.Sprintf("%s: from there on, more clients only make a longer queue.", list(some))
	}
	return says
}

// sizes returns a server's results, one for each number of clients.
func (r report) sizes(server string) []figures.Result {
	var results []figures.Result
	for _, size := range r.Sizes {
		results = append(results, r.Find(figures.Case{Server: server, Kind: figures.Load, Clients: size}))
	}
	return results
}

// sized returns all results that have to do with growth, but for those of which
// the ordinary load tells already why they are missing.
func (r report) sized() []figures.Result {
	var results []figures.Result
	for _, server := range r.Servers {
		for _, result := range r.sizes(server) {
			if result.Clients != r.Base {
				results = append(results, result)
			}
		}
	}
	return results
}

// bySize makes a table with a column for each number of clients.
func (r report) bySize(cell func(figures.Result) string) Table {
	t := Table{Head: []string{"clients"}}
	for _, size := range r.Sizes {
		t.Head = append(t.Head, whole(size))
	}
	if len(r.Sizes) < 2 {
		return t
	}
	for _, server := range r.Servers {
		row := []string{server}
		for _, result := range r.sizes(server) {
			row = append(row, cell(result))
		}
		t.add(row...)
	}
	return t
}

// cell returns what a table by size has of a figure, in another unit. The numbers
// of clients that a sentence compares have their margin.
func (r report) cell(f figures.Figure, unit float64) func(figures.Result) string {
	return func(result figures.Result) string {
		s := r.Get(result, f).Times(unit)
		if result.Clients == r.Base || result.Clients == slices.Max(r.Sizes) {
			return spread(s)
		}
		return known(s)
	}
}

// lines draws a figure of each server against the number of clients. The line
// of one that does not serve all of them ends where it serves as many as it can.
func (r report) lines(f figures.Figure, unit float64) plots.Lines {
	var lines plots.Lines
	for _, server := range r.Servers {
		line := plots.Line{Name: short(server)}
		for _, result := range r.sizes(server) {
			summary := result.Get(f).Times(unit)
			if !summary.Known() {
				continue
			}
			line.Ends = result.AtWork() < result.Clients
			point := plots.Point{X: float64(result.AtWork()), Y: summary.Median, Low: summary.Low, High: summary.High}
			if n := len(line.Points); n > 0 && line.Points[n-1].X == point.X {
				line.Points = line.Points[:n-1] // the same again; this was measured more often
			}
			line.Points = append(line.Points, point)
		}
		if len(line.Points) > 0 {
			lines.Lines = append(lines.Lines, line)
		}
	}
	return lines
}

// grows tells how a figure grows between the usual number of clients and the
// largest.
func (r report) grows(f figures.Figure, what string) Shown {
	if len(r.Sizes) == 0 {
		return Shown{}
	}
	most := r.Sizes[len(r.Sizes)-1]
	if most == r.Base {
		return Shown{}
	}
	var equal, grown []string
	var left omitted
	for _, server := range r.Servers {
		from := r.Find(figures.Case{Server: server, Kind: figures.Load, Clients: r.Base})
		to := r.Find(figures.Case{Server: server, Kind: figures.Load, Clients: most})
		if from.AtWork() < from.Clients {
			left.limited = append(left.limited, from)
			continue
		}
		a, b := r.Get(from, f), r.Get(to, f)
		switch figures.Compare(b, a) {
		case figures.Unknown:
			left.unknown = append(left.unknown, server)
		case figures.Equal:
			equal = append(equal, server)
		case figures.More:
			grown = append(grown, fmt.Sprintf("%s in %s", times(b.Median, a.Median), server))
		case figures.Less:
			grown = append(grown, fmt.Sprintf("%s (it falls) in %s", times(b.Median, a.Median), server))
		}
	}
	return left.from(growing(r.Base, most, what, grown, equal))
}

// growing puts what grows into words.
func growing(from, to int, what string, grown, equal []string) string {
	span := fmt.Sprintf("From %s to %s clients, ", whole(from), whole(to))
	switch {
	case len(grown) > 0 && len(equal) > 0:
		return fmt.Sprintf("%s%s grows %s; in %s it stays equal within the noise.", span, what, list(grown), list(equal))
	case len(grown) > 0:
		return fmt.Sprintf("%s%s grows %s.", span, what, list(grown))
	case len(equal) > 0:
		return fmt.Sprintf("%s%s stays equal within the noise in %s.", span, what, list(equal))
	default:
		return ""
	}
}
