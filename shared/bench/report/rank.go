package report

import (
	"cmp"
	"fmt"
	"slices"

	"workbook/shared/bench/figures"
)

// A named figure is that of a server.
type named struct {
	name string
	figures.Summary
}

// A ranking says who has the least of something, and who the most.
type ranking struct {
	all   []named              // of which the figure is known
	left  omitted              // all others
	unit  func(float64) string // a figure with its unit
	best  string               // "needs the least CPU time for a message"
	worst string               // "needs the most"
	more  bool                 // the most is best
}

// add adds a result: to what is ranked, or to what is left out.
func (r *ranking) add(result figures.Result, s figures.Summary) {
	switch {
	case result.AtWork() < result.Clients:
		r.left.limited = append(r.left.limited, result)
	case !s.Known():
		r.left.unknown = append(r.left.unknown, result.Server)
	default:
		r.all = append(r.all, named{result.Server, s})
	}
}

// shown tells the ranking, and who is not in it.
func (r ranking) shown() Shown { return r.left.from(r.sentence()) }

// sentence tells the ranking.
func (r ranking) sentence() string {
	r.all = slices.Clone(r.all)
	slices.SortStableFunc(r.all, func(a, b named) int {
		if r.more {
			a, b = b, a
		}
		return cmp.Compare(a.Median, b.Median)
	})
	switch len(r.all) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("%s: %s.", r.all[0].name, r.unit(r.all[0].Median))
	default:
		return r.compare()
	}
}

// compare tells a ranking of at least two.
func (r ranking) compare() string {
	first, last := r.all[0], r.all[len(r.all)-1]
	var equal []string
	for _, n := range r.all[1:] {
		if figures.Compare(n.Summary, first.Summary) == figures.Equal {
			equal = append(equal, n.name)
		}
	}
	if len(equal) == len(r.all)-1 {
		low, high := first.Median, last.Median
		if low > high {
			low, high = high, low
		}
		return fmt.Sprintf("%s are equal within the noise: %s to %s.",
			list(append([]string{first.name}, equal...)), r.unit(low), r.unit(high))
	}
	says := fmt.Sprintf("%s %s: %s.", first.name, r.best, r.unit(first.Median))
	if len(equal) > 0 {
		says += fmt.Sprintf(" %s %s equal to it within the noise.", list(equal), plural(equal, "is", "are"))
	}
	if slices.Contains(equal, last.name) { // its rounds differ so much that nothing can be said
		return says
	}
	return says + fmt.Sprintf(" %s %s: %s, %s.", last.name, r.worst, r.unit(last.Median), r.ratio(last, first))
}

// ratio tells how the worst compares with the best.
func (r ranking) ratio(worst, best named) string {
	switch {
	case r.more:
		return percent(worst.Median/best.Median) + " of that"
	case best.Median > 0:
		return times(worst.Median, best.Median) + " as much"
	default:
		return "against none"
	}
}
