package trial

import (
	"strings"
	"time"

	"workbook/shared/gocommand"
)

// A record is what the events of one package have told so far.
type record struct {
	trial  Trial
	last   string // the test that comes after all checks
	count  int    // how often it must pass
	order  []string
	checks map[string]*checkRecord
	output clipped // outside of the checks
	build  string
	told   bool   // there was an event at all
	done   func() // is called after the last one
}

func newRecord(t Trial, c checks, last string, count int) *record {
	r := &record{trial: t, last: last, count: count, order: c.names, checks: make(map[string]*checkRecord)}
	for _, name := range c.names {
		r.checks[name] = &checkRecord{}
	}
	return r
}

// take files an event, and reports whether it is the last one of its package.
func (r *record) take(e gocommand.Event) (last bool) {
	r.told = true
	name, part, _ := strings.Cut(e.Test, "/")
	if name == r.last {
		if e.Action == "pass" {
			r.count--
		}
		return false
	}
	if c := r.checks[name]; c != nil {
		c.take(e, part != "")
		return false
	}
	if e.Action == "output" && !isFrame(e.Output) {
		r.output.write(e.Output)
	}
	return name == "" && (e.Action == "pass" || e.Action == "fail" || e.Action == "skip")
}

func (r *record) result() Result {
	result := Result{Trial: r.trial, Build: r.build, Ended: r.count <= 0, Output: r.output.String()}
	for _, name := range r.order {
		result.Checks = append(result.Checks, r.checks[name].result(name))
	}
	return result
}

// A checkRecord is the same for one check, which may run more than once.
type checkRecord struct {
	outcome Outcome
	running bool
	kept    bool    // there is an output to be kept: a run has failed
	output  clipped // of the first run that failed, or of the last one
	elapsed time.Duration
}

// take files an event of a check, or of a part of it: a subtest.
func (c *checkRecord) take(e gocommand.Event, part bool) {
	switch {
	case e.Action == "output":
		if !c.kept && !isFrame(e.Output) {
			c.output.write(e.Output)
		}
	case part:
	case e.Action == "run":
		if c.kept = c.outcome == Failed; !c.kept {
			c.output = clipped{}
		}
		c.running = true
	case e.Action == "cont":
		c.running = true
	case e.Action == "pause":
		c.running = false
	case e.Action == "pass":
		c.end(Passed, e.Elapsed)
	case e.Action == "fail":
		c.end(Failed, e.Elapsed)
	case e.Action == "skip":
		c.end(Skipped, e.Elapsed)
	}
}

// end keeps the worst of all runs.
func (c *checkRecord) end(outcome Outcome, seconds float64) {
	c.running = false
	c.elapsed = max(c.elapsed, time.Duration(seconds*float64(time.Second)))
	if c.outcome == NotRun || outcome < c.outcome {
		c.outcome = outcome
	}
}

func (c *checkRecord) result(name string) Check {
	check := Check{Name: name, Outcome: c.outcome, Output: c.output.String(), Elapsed: c.elapsed}
	if c.running {
		check.Outcome = Failed // it was the last one: the program ended in it
	}
	if check.Outcome == Failed {
		check.Advice, check.Asserted = assertion(check.Output)
	}
	return check
}
