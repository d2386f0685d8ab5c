// Package trial runs the checks of exercises against answers and tells, check by
// check, how they went.
//
// go test -overlay puts an answer in the place of the student's, without copying
// anything. The answer runs in the same process as its checks, so this is no
// place to run what may do harm: see [Result.Ended] for what it does guard
// against.
package trial

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"time"

	"workbook/shared/exercise"
	"workbook/shared/gocommand"
)

// A Trial is an exercise and an answer to it.
type Trial struct {
	Exercise exercise.Exercise
	Answer   string // the file that stands in for the student's; empty is the student's own
}

// Options say how checks are run. The zero value is once, without the race
// detector.
type Options struct {
	Race  bool
	Count int // how often each check is run; 0 is once

	// Timeout is how long all checks of one exercise may take together. 0 is 30
	// seconds.
	Timeout time.Duration

	// Insist gives a check that did not run, since another one ended the program
	// before, a program of its own. And no check passes in a program that did
	// not come to its end. It is for those who grade.
	Insist bool

	// Together builds one program for all answers, which takes much less time than
	// one for each. It is for answers that are known not to harm each other, as with
	// a func init. Insist does not go with it.
	Together bool

	// Done, if it is not nil, is called for each result as soon as it is known,
	// never twice at a time.
	Done func(Result)
}

// defaultTimeout is long for checks that take less than two seconds: only what
// hangs gets there.
const defaultTimeout = 30 * time.Second

// An Outcome is what became of a check.
type Outcome int

const (
	NotRun Outcome = iota // another check, or the answer itself, ended the program before
	Failed
	Skipped
	Passed
)

func (o Outcome) String() string { return [...]string{"not run", "failed", "skipped", "passed"}[o] }

// A Check is how one check of an exercise went.
type Check struct {
	Name    string // of the test function
	Outcome Outcome

	// Asserted is set if a check failed by an assertion, not by a panic or a time
	// limit. Advice is then the message of the assertion.
	Asserted bool
	Advice   string

	Output  string        // all that it printed, without the lines that frame a test
	Elapsed time.Duration // of the longest run
}

// A Result is how a trial went.
type Result struct {
	Trial
	Checks []Check // all that the exercise has, in the order in which they stand in its files

	// Build is what the compiler said if there is no program, a line for each
	// fault: with file, line and column, below the workbook's root.
	Build string

	// Ended is set if the program came to its end. It does not if a check panics
	// or runs into the time limit. It does not either if the answer ends the
	// program, whatever it printed before.
	Ended bool

	Output string // what the program printed outside of the checks, cut if there is much
}

// Passed reports whether the answer is right: all checks have passed.
func (r Result) Passed() bool {
	return r.Ended && len(r.Checks) > 0 && r.Passing() == len(r.Checks)
}

// Passing returns how many checks have passed.
func (r Result) Passing() int {
	passing := 0
	for _, c := range r.Checks {
		if c.Outcome == Passed {
			passing++
		}
	}
	return passing
}

// Failure returns the first check that has failed.
func (r Result) Failure() (c Check, found bool) {
	i := slices.IndexFunc(r.Checks, func(c Check) bool { return c.Outcome == Failed })
	if i < 0 {
		return Check{}, false
	}
	return r.Checks[i], true
}

// Run runs all trials and returns their results in the same order. An answer
// that does not compile, panics or hangs is a result, not an error. An error is
// that Go could not run at all, or ctx is done.
func Run(ctx context.Context, trials []Trial, options Options) ([]Result, error) {
	results := make([]Result, len(trials))
	take := func(index int, r Result) {
		results[index] = r
		if options.Done != nil {
			options.Done(r)
		}
	}
	var left []int
	for i := range trials {
		left = append(left, i)
	}
	if options.Together && len(trials) > 0 {
		var err error
		if left, err = runTogether(ctx, trials, options, take); err != nil {
			return nil, err
		}
	}
	for _, round := range rounds(trials, left) {
		if err := runRound(ctx, trials, round, options, take); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// runRound runs the trials with some indexes at once.
func runRound(ctx context.Context, trials []Trial, round []int, options Options, take func(int, Result)) error {
	batch := make([]Trial, len(round))
	for i, index := range round {
		batch[i] = trials[index]
	}
	final := func(r Result) bool { return r.Ended || r.Build != "" || !options.Insist }
	ran, err := runBatch(ctx, batch, nil, options, func(i int, r Result) {
		if final(r) {
			take(round[i], r)
		}
	})
	if err != nil {
		return err
	}
	for i, r := range ran {
		if final(r) {
			continue
		}
		if r, err = insist(ctx, r, options); err != nil {
			return err
		}
		take(round[i], r)
	}
	return nil
}

// rounds splits the trials with some indexes, so that no round has two answers
// to the same exercise: there is one place for an answer.
func rounds(trials []Trial, indexes []int) [][]int {
	var split [][]int
	seen := make(map[string]int)
	for _, i := range indexes {
		path := trials[i].Exercise.Path()
		round := seen[path]
		seen[path]++
		if round == len(split) {
			split = append(split, nil)
		}
		split[round] = append(split[round], i)
	}
	return split
}

// insist runs the checks again that did not run, without those that ended the
// program, until each has had its turn.
func insist(ctx context.Context, r Result, options Options) (Result, error) {
	settled := make(map[string]Check)
	last := r
	for !last.Ended && last.Build == "" {
		failed := 0
		for _, c := range last.Checks {
			if c.Outcome == Failed {
				settled[c.Name] = c
				failed++
			}
		}
		if failed == 0 {
			break // the answer itself ends the program
		}
		ran, err := runBatch(ctx, []Trial{r.Trial}, slices.Collect(maps.Keys(settled)), options, func(int, Result) {})
		if err != nil {
			return r, err
		}
		last = ran[0]
	}
	for i, c := range r.Checks {
		again := last.Checks[i]
		if now, ok := settled[c.Name]; ok {
			r.Checks[i] = now
		} else if last.Ended {
			r.Checks[i] = again
		} else {
			r.Checks[i] = Check{Name: c.Name}
		}
	}
	return r, nil
}

// RaceDetector returns nil if programs can be built with the race detector, or
// why they cannot: it needs a C compiler on most systems.
func RaceDetector(ctx context.Context, root string) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-race", "-vet=off", "-run=^$", "workbook/shared/exercise/check")
	cmd.Dir = root
	gocommand.InGroup(cmd)
	output, err := cmd.CombinedOutput()
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	if said := gocommand.FirstFault(string(output)); said != "" {
		err = errors.New(said)
	}
	return fmt.Errorf("the race detector cannot run here: %w", err)
}
