package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"workbook/shared/bench/figures"
)

// A Comparison is of a run with an older one.
type Comparison struct {
	Title  string
	Says   []string // what comes out, and what to be careful about
	Tables []Compared
}

// Compared is how one server compares.
type Compared struct {
	Server string
	Table  Table
}

// A compared figure is one that runs are compared by.
type compared struct {
	figure figures.Figure
	unit   float64
	name   string
	more   bool // more is better
}

// comparedBy is those of each kind.
var comparedBy = map[figures.Kind][]compared{
	figures.Load: {
		{figures.CPU, 1, "CPU us a message", false},
		{figures.Rate, 1, "messages a second", true},
		{figures.P99, 1e-3, "p99 ms", false},
		{figures.Idle, 1.0 / (1 << 10), "KiB an idle client", false},
		{figures.Peak, 1.0 / (1 << 20), "peak MiB", false},
	},
	figures.Churn:   {{figures.CPU, 1, "CPU us a visit", false}, {figures.Rate, 1, "visits a second", true}},
	figures.Flood:   {{figures.P99, 1e-3, "p99 ms beside a flooder", false}},
	figures.Compute: {{figures.Volume, 1e-6, "MB of text a second", true}},
}

// Compare compares a run with an older one.
func Compare(old, now figures.Run) Comparison {
	c := Comparison{Title: "Compared with " + About(old)}
	runs := comparing{old, now, make(map[string]int)}
	for _, server := range now.Servers {
		if !slices.Contains(old.Servers, server) {
			continue
		}
		t := Table{Head: []string{"", "before", "now", ""}}
		for _, result := range now.Results {
			if result.Server == server {
				runs.add(&t, old.Find(result.Case()), result)
			}
		}
		if len(t.Rows) > 0 {
			c.Tables = append(c.Tables, Compared{server, t})
		}
	}
	c.Says = append(cautions(old, now), tally(runs.counts))
	return c
}

// comparing is two runs, and how often each verdict was given on their figures.
type comparing struct {
	old, now figures.Run
	counts   map[string]int
}

// add adds the figures that both results have to a table.
func (c comparing) add(t *Table, old, now figures.Result) {
	if old.AtWork() != now.AtWork() {
		return
	}
	for _, by := range comparedBy[now.Kind] {
		before, after := c.old.Get(old, by.figure), c.now.Get(now, by.figure)
		verdict := judge(figures.Compare(after, before), by.more)
		if verdict == "" {
			continue
		}
		c.counts[verdict]++
		if verdict != equal && before.Median != 0 {
			verdict += ": " + times(after.Median, before.Median)
		}
		t.add(by.name+condition(now), spread(before.Times(by.unit)), spread(after.Times(by.unit)), verdict)
	}
}

// The verdicts on a figure.
const (
	equal  = "equal"
	better = "better"
	worse  = "worse"
)

// judge returns the verdict, or "" if there is none.
func judge(v figures.Verdict, more bool) string {
	switch v {
	case figures.Unknown:
		return ""
	case figures.Equal:
		return equal
	case figures.More:
		if more {
			return better
		}
		return worse
	default:
		if more {
			return worse
		}
		return better
	}
}

// condition tells under which circumstances a figure was measured.
func condition(r figures.Result) string {
	switch r.Kind {
	case figures.Load:
		return ", " + count(r.AtWork(), "client")
	case figures.Compute:
		return ", " + r.Setting
	default:
		return ""
	}
}

// tally counts verdicts.
func tally(counts map[string]int) string {
	all := counts[equal] + counts[better] + counts[worse]
	if all == 0 {
		return "There is nothing that both runs have measured."
	}
	return fmt.Sprintf("Of %s, %d are equal within the noise, %d better and %d worse.",
		count(all, "figure"), counts[equal], counts[better], counts[worse])
}

// cautions tells how the two runs differ in what they are.
func cautions(old, now figures.Run) []string {
	var says []string
	a, b := old.Machine, now.Machine
	a.Files, b.Files = 0, 0
	if a != b {
		says = append(says, fmt.Sprintf("Mind: the older run comes from another machine, or another Go: %s.", Machine(old)))
	}
	for _, pair := range []struct {
		have, lack figures.Run
		where      string
	}{{now, old, "older"}, {old, now, "newer"}} {
		var only []string
		for _, server := range pair.have.Servers {
			if !slices.Contains(pair.lack.Servers, server) {
				only = append(only, server)
			}
		}
		if len(only) > 0 {
			says = append(says, fmt.Sprintf("Not in the %s run: %s.", pair.where, strings.Join(only, ", ")))
		}
	}
	return append(says, otherwiseServed(old, now)...)
}

// otherwiseServed tells of loads that are left out because a server serves more
// clients at a time than it did, or fewer.
func otherwiseServed(old, now figures.Run) []string {
	var says []string
	for _, after := range now.Results {
		before := old.Find(after.Case())
		if len(before.Rounds) > 0 && len(after.Rounds) > 0 && before.AtWork() != after.AtWork() {
			says = append(says, fmt.Sprintf("%s with %s (%s) is left out: it served %s before, and %s now.",
				after.Server, count(after.Clients, "client"), after.Kind, whole(before.AtWork()), whole(after.AtWork())))
		}
	}
	return says
}

// WriteComparison writes a comparison as text.
func WriteComparison(w io.Writer, old, now figures.Run, look Look) error {
	c := Compare(old, now)
	var b strings.Builder
	b.WriteString("\n" + look.bold(c.Title) + "\n")
	for _, says := range c.Says {
		paragraph(&b, says)
	}
	for _, t := range c.Tables {
		b.WriteString("\n")
		t.Table.Head[0] = t.Server
		t.Table.write(&b, look)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
