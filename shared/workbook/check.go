package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"workbook/shared/exercise"
	"workbook/shared/files"
	"workbook/shared/workbook/screen"
	"workbook/shared/workbook/trial"
)

// check runs the checks of an exercise on the student's answer.
func check(ctx context.Context, b *book, args []string) error {
	_, e, err := b.chosen(args)
	if err != nil {
		return err
	}
	passed, err := b.judge(ctx, e)
	if err == nil && !passed {
		err = errSaid
	}
	return err
}

// judge runs the checks of an exercise, tells what came of them, and keeps
// whether it is solved.
func (b *book) judge(ctx context.Context, e exercise.Exercise) (passed bool, err error) {
	text, err := files.Read(e.Answer(), exercise.LargestAnswer)
	if errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("%s is missing (%s reset %s puts the skeleton there)", e.AnswerPath(), command, e.Name())
	}
	if err != nil {
		return false, err
	}
	b.out.Printf("%s   %s", b.out.Paint(screen.Strong, title(e)), b.out.Paint(screen.Faint, e.AnswerPath()))
	b.out.Printf("")
	if err := exercise.Legible(text); err != nil {
		b.out.Labelled(screen.Bad, "Cannot be read", fmt.Sprintf("%s: %v.", path.Base(e.AnswerPath()), err))
		return false, nil
	}
	results, err := trial.Run(ctx, []trial.Trial{{Exercise: e}}, trial.Options{})
	if err != nil {
		return false, err
	}
	result := results[0]
	if !result.Passed() {
		b.verdict(result)
	}
	// Only now: what has been found out is not lost if this cannot be kept.
	if err := b.note(e, func(w *exercise.Work) { w.Solved = result.Passed() }); err != nil {
		return false, err
	}
	c, err := b.course()
	if err != nil {
		return false, err
	}
	if !result.Passed() {
		b.goOn(c, e)
		return false, nil
	}
	b.congratulate(c, e, len(result.Checks))
	return true, nil
}

// goOn tells what to do after a check that has failed.
func (b *book) goOn(c course, e exercise.Exercise) {
	b.out.Printf("")
	b.steps([]step{
		{"edit and check again", c.call("check", e)},
		{"stuck?", c.call("hint", e)},
	})
}

// congratulate tells that an exercise is solved, and what comes next.
func (b *book) congratulate(c course, e exercise.Exercise, checks int) {
	b.out.Labelled(screen.Good, "Solved",
		fmt.Sprintf("%s. You have solved %d of %d exercises.", allPass(checks), c.countSolved(), len(c.all)))
	b.out.Printf("")
	next, left := c.next()
	if !left {
		b.allSolved(c)
		return
	}
	var steps []step
	if e.HasSolution() {
		steps = append(steps, step{"compare your answer", c.call("solution", e)})
	}
	if next.Stage != e.Stage {
		steps = append(steps, step{"read the chapter", next.Stage + "/README.md"})
	}
	b.steps(append(steps, step{"the next exercise", fmt.Sprintf("%s start %s", command, next.Name())}))
}

func allPass(checks int) string {
	if checks == 1 {
		return "The check passes"
	}
	return fmt.Sprintf("All %d checks pass", checks)
}
