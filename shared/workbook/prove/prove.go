// Package prove shows that the exercises are what they promise to be: that the
// checks let the solution and other right answers pass, and neither the skeleton nor a
// wrong answer.
package prove

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"workbook/shared/exercise"
	"workbook/shared/progress"
	"workbook/shared/workbook/trial"
)

// Race says whether right answers are tried with the race detector, too.
type Race int

// It is used where it can run, it must be able to run, or it is not used.
const (
	IfItRuns Race = iota
	Always
	Never
)

// Options say what is to be proved.
type Options struct {
	Names []string // of exercises; none are all
	Race  Race
}

// raceRuns is how often a right answer is tried with the race detector: what depends
// on the order of goroutines shows itself sooner or later.
const raceRuns = 20

// raceTime is how long that may take.
const raceTime = 3 * time.Minute

// Run writes to out, for each exercise of the workbook at root, whether it is
// proved and if not why, and to notes how far it is. It returns an error if one
// is not.
func Run(ctx context.Context, root string, options Options, out, notes io.Writer) error {
	exercises, err := exercise.Choose(root, options.Names)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(exercises, exercise.Exercise.HasSolution) {
		return errors.New("this copy of the workbook has no solutions: only one that has them can be proved")
	}
	if err := exercise.Untouched(exercises); err != nil {
		return err
	}
	race, err := hasRace(ctx, root, options.Race, notes)
	if err != nil {
		return err
	}
	proofs := make([]*proof, len(exercises))
	for i, e := range exercises {
		proofs[i] = newProof(e)
	}
	began := time.Now()
	if err := try(ctx, proofs, race, notes); err != nil {
		return err
	}
	fmt.Fprintf(notes, "took %.0f s\n", time.Since(began).Seconds())
	for _, p := range proofs {
		for _, slow := range p.slow {
			fmt.Fprintf(notes, "slow, if the machine is idle: %s\n", slow)
		}
	}
	return tell(out, proofs)
}

func hasRace(ctx context.Context, root string, wanted Race, notes io.Writer) (bool, error) {
	if wanted == Never {
		return false, nil
	}
	err := trial.RaceDetector(ctx, root)
	if err == nil {
		return true, nil
	}
	if wanted == Always || ctx.Err() != nil {
		return false, err
	}
	fmt.Fprintf(notes, "%v: the solutions are tried without it\n", err)
	return false, nil
}

// try tries all answers, and then the right ones with the race detector.
func try(ctx context.Context, proofs []*proof, race bool, notes io.Writer) error {
	var plain, raced attempts
	for _, p := range proofs {
		plain = append(plain, p.attempts...)
		if race {
			raced = append(raced, p.raced...)
		}
	}
	count := progress.New(notes, len(plain)+len(raced), "answers tried")
	defer count.End()
	done := func(trial.Result) { count.Done() }
	if err := plain.run(ctx, trial.Options{Together: true, Done: done}); err != nil {
		return err
	}
	return raced.run(ctx, trial.Options{Together: true, Race: true, Count: raceRuns, Timeout: raceTime, Done: done})
}

// An attempt is a trial, and who judges how it went.
type attempt struct {
	trial trial.Trial
	judge func(trial.Result)
}

type attempts []attempt

func (all attempts) run(ctx context.Context, options trial.Options) error {
	var trials []trial.Trial
	for _, a := range all {
		trials = append(trials, a.trial)
	}
	results, err := trial.Run(ctx, trials, options)
	for i, r := range results {
		all[i].judge(r)
	}
	return err
}

// tell writes how each proof went.
func tell(out io.Writer, proofs []*proof) error {
	failed := 0
	for _, p := range proofs {
		if len(p.faults) == 0 {
			fmt.Fprintf(out, "ok    %s: %d checks, %d right and %d wrong answers\n", p.exercise.Path(), p.checks, p.right, p.wrong)
			continue
		}
		failed++
		fmt.Fprintf(out, "FAIL  %s\n", p.exercise.Path())
		for _, fault := range p.faults {
			fmt.Fprintf(out, "      %s\n", fault)
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d exercises are not proved", failed, len(proofs))
	}
	return nil
}
