package measure

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"workbook/shared/bench/figures"
)

const (
	// stepTime is how long one measurement may take, whatever happens.
	stepTime = 30 * time.Second

	// failures is how often a server may fail until it is given up.
	failures = 3
)

// Progress is how far a run is.
type Progress struct {
	Done, Total time.Duration // of what was expected
	Left        time.Duration // an estimate
	What        string        // is being measured
}

// estimate returns how long a run still takes: as much longer as what is done took
// than was expected of it. It never exceeds what the limit leaves.
func (p Progress) estimate(elapsed, limit time.Duration) time.Duration {
	left := p.Total - p.Done
	if p.Done > 0 {
		left = time.Duration(float64(left) * float64(elapsed) / float64(p.Done))
	}
	return max(0, min(left, limit-elapsed))
}

// A runner carries out a plan.
type runner struct {
	plan    Plan
	targets []Target
	begun   time.Time
	run     figures.Run
	hands   map[int]int // how many clients a target serves at a time, where that is limited
	failed  map[int]int // how often a target has failed
}

// Run carries out a plan, and calls tell before every measurement. It must be
// called by a goroutine that keeps to its thread; see stage.EndWithParent. When
// it returns, all processes have ended. What could not be measured is in the
// run, with the reason; the error is that of ctx.
func Run(ctx context.Context, plan Plan, targets []Target, tell func(Progress)) (figures.Run, error) {
	r := &runner{
		plan: plan, targets: targets, begun: time.Now(),
		hands: make(map[int]int), failed: make(map[int]int),
		run: figures.Run{Mode: plan.Mode, Start: time.Now(), Base: plan.Base, Sizes: plan.Sizes, Bytes: messageBytes},
	}
	for _, t := range targets {
		r.run.Servers = append(r.run.Servers, t.Name)
	}
	steps := plan.steps(targets)
	p := Progress{}
	for _, s := range steps {
		p.Total += s.expect()
	}
	for _, s := range steps {
		p.Left = p.estimate(time.Since(r.begun), plan.Limit)
		p.What = s.describe(targets[s.target].Name)
		tell(p)
		r.step(ctx, s)
		if ctx.Err() != nil {
			return r.run, ctx.Err()
		}
		p.Done += s.expect()
	}
	r.run.Took = time.Since(r.begun)
	return r.run, nil
}

// describe tells what a step measures.
func (s step) describe(name string) string {
	what := map[figures.Kind]string{
		figures.Churn:   "come and go",
		figures.Flood:   "a flooder",
		figures.Compute: "expensive text",
	}[s.kind]
	switch {
	case s.kind != figures.Load:
	case s.clients == 1:
		what = "1 client"
	default:
		what = fmt.Sprintf("%d clients", s.clients)
	}
	return name + ": " + what
}

// step makes one measurement, unless there is a reason not to.
func (r *runner) step(ctx context.Context, s step) {
	result := r.result(s)
	if result.Why != "" {
		return
	}
	if result.Why = r.reason(s); result.Why != "" {
		r.account(s, result)
		return
	}
	if time.Since(r.begun)+s.expect() > r.plan.Limit {
		if len(result.Rounds) == 0 {
			result.Why = "no time was left for it"
		}
		return
	}
	r.run.Calibration = append(r.run.Calibration, calibrate())
	limited, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	o := s.measure(limited, r.targets[s.target], r.hands[s.target])
	if errors.Is(o.err, context.DeadlineExceeded) {
		o.err = fmt.Errorf("it took longer than %v", stepTime)
	}
	r.take(s, result, o)
}

// reason returns why not to measure, or "".
func (r *runner) reason(s step) string {
	hands := r.hands[s.target]
	switch {
	case r.targets[s.target].Why != "":
		return r.targets[s.target].Why
	case r.failed[s.target] >= failures:
		return fmt.Sprintf("it has failed %d times and is given up", failures)
	case s.kind == figures.Load && s.clients != r.plan.Base && hands > 0 && s.clients > hands:
		return serves(hands)
	case s.kind == figures.Compute && r.targets[s.target].Program == "":
		return "it runs already, so it cannot be started with other settings"
	case s.kind == figures.Compute && s.setting.env == nil:
		return "this machine has one core only"
	default:
		return ""
	}
}

// account notes whose fault it is that there is nothing to measure.
func (r *runner) account(s step, result *figures.Result) {
	result.Failed = r.targets[s.target].Why != "" || r.failed[s.target] >= failures
	if hands := r.hands[s.target]; s.kind == figures.Load && hands < s.clients {
		result.Served = hands
	}
}

// take adds what a measurement has brought.
func (r *runner) take(s step, result *figures.Result, o outcome) {
	if o.hands > 0 {
		r.hands[s.target] = o.hands
		if o.hands < s.clients && s.kind != figures.Churn { // where all have their turn
			result.Served = o.hands
		}
	}
	if short := (shortage{}); errors.As(o.err, &short) {
		result.Why = short.why
	} else if o.err != nil {
		result.Why, result.Failed = o.err.Error(), true
		r.failed[s.target]++
		return
	}
	result.Rounds = append(result.Rounds, o.sample)
}

// result returns where the rounds of a step are kept.
func (r *runner) result(s step) *figures.Result {
	key := figures.Result{
		Server: r.targets[s.target].Name, Kind: s.kind, Clients: s.clients, Setting: s.setting.name,
	}
	same := func(other figures.Result) bool { return other.Case() == key.Case() }
	i := slices.IndexFunc(r.run.Results, same)
	if i < 0 {
		i = len(r.run.Results)
		r.run.Results = append(r.run.Results, key)
	}
	return &r.run.Results[i]
}
