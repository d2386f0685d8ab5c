package layout

import (
	"cmp"
	"fmt"
	"slices"

	"workbook/shared/lab/recording"
)

// rows returns the server's part of the picture.
func (s *story) rows() []Row {
	if s.server.Hands == recording.Loop {
		return []Row{s.loop()}
	}
	if s.server.Unlogged {
		return nil
	}
	return s.hands()
}

// hands deals the sessions out to rows: a client that is picked up gets the
// first pair of hands that is free, one that is dropped frees it. The order is
// the log's. Goroutines serve one client each, so they get a row each.
func (s *story) hands() []Row {
	rows := make([]Row, max(s.server.Count, 1))
	with := make([]*visit, len(rows)) // who is served in each row now
	for _, e := range s.log {
		row := slices.Index(with, e.visit)
		if e.drop {
			if s.server.Hands != recording.Goroutines {
				with[row] = nil
			}
			continue
		}
		if row = slices.Index(with, nil); row < 0 {
			row = len(rows)
			rows, with = append(rows, Row{}), append(with, nil)
		}
		with[row] = e.visit
		rows[row].Bars = append(rows[row].Bars, Bar{
			From:   e.visit.pickUp,
			To:     max(e.visit.pickUp, min(e.visit.drop, s.end)),
			Client: e.visit.client,
		})
	}
	for i := range rows {
		for j := range rows[i].Bars {
			rows[i].Bars[j].Labels = s.barLabels(i, len(rows), rows[i].Bars[j].Client)
		}
	}
	return rows
}

// barLabels returns what to write on a bar in a row, of so many.
func (s *story) barLabels(row, rows int, client string) Labels {
	with := "with " + client
	switch {
	case s.server.Hands != recording.Unknown:
		return Labels{fmt.Sprintf("%s %d: %s", s.server.Hands, row+1, with), with, client}
	case rows == 1 && s.holdsUp(client) != "":
		return Labels{"stuck with " + client + ", who " + s.holdsUp(client), "stuck with " + client, with, client}
	}
	return Labels{with, client}
}

// holdsUp says what a client does while others wait for it to leave, as "says
// nothing". It is "" if it does nothing wrong, or nobody waits.
func (s *story) holdsUp(client string) string {
	for _, w := range s.delays() {
		for _, v := range slices.Concat(w.holders, w.blockers) {
			if v.client == client && v.holds() != "" {
				return v.holds()
			}
		}
	}
	return ""
}

// loop returns the row of an event loop.
func (s *story) loop() Row {
	row := Row{Loop: true, Jobs: s.jobs(), End: s.end}
	if s.exit != nil {
		row.End = s.exit.At
	}
	for _, v := range s.visits {
		for _, span := range s.flowing(v) {
			row.Bars = append(row.Bars, Bar{From: span.from, To: span.to, Client: v.client, Labels: Labels{v.client}})
		}
	}
	return row
}

// jobs returns what a loop has done: to take a client in, to answer it, and to
// let it go.
func (s *story) jobs() []Job {
	var jobs []Job
	for _, e := range s.log {
		at := e.visit.pickUp
		if e.drop {
			at = e.visit.drop
		}
		jobs = append(jobs, Job{At: at, Client: e.visit.client})
	}
	for _, w := range s.waits {
		if w.answered() {
			jobs = append(jobs, Job{At: w.reply, Client: w.client})
		}
	}
	slices.SortStableFunc(jobs, func(a, b Job) int { return cmp.Compare(a.At, b.At) })
	return jobs
}
