package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"workbook/shared/exercise"
	"workbook/shared/files"
	"workbook/shared/workbook/screen"
)

// lookAgain is the time between two looks at the files: short enough that a
// student does not wait for it.
const lookAgain = 300 * time.Millisecond

// watch checks an exercise now, and again at each save, until Ctrl-C. Without a
// name that is whichever exercise is the current one.
func watch(ctx context.Context, b *book, args []string) error {
	var checked, before string
	for {
		_, e, err := b.chosen(args)
		if err != nil {
			return err
		}
		now := look(e)
		// Two looks alike: no editor is at work on it.
		if now != "" && now != checked && (now == before || checked == "") {
			checked = now
			if err := b.judgeAgain(ctx, e); err != nil {
				return err
			}
		}
		before = now
		select {
		case <-ctx.Done():
			return nil // as the student wanted
		case <-time.After(lookAgain):
		}
	}
}

// judgeAgain checks an exercise, between lines that tell the rounds apart.
func (b *book) judgeAgain(ctx context.Context, e exercise.Exercise) error {
	b.out.Printf("%s", b.out.Paint(screen.Faint, rule(time.Now(), b.out.Width())))
	_, err := b.judge(ctx, e)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	b.out.Printf("")
	b.out.Printf("Watching %s: save it, and it is checked again. Ctrl-C ends this.", e.AnswerPath())
	b.out.Printf("")
	return nil
}

// rule returns a line with the time, for a terminal with so many columns.
func rule(now time.Time, columns int) string {
	clock := now.Format("15:04:05 ")
	return clock + strings.Repeat("-", max(min(columns, 80)-len(clock), 0))
}

// look tells, in a way that changes at each save, which Go files an exercise has.
// It is empty while the answer is missing, as it is for a moment when an editor
// puts a new file in the place of the old one.
func look(e exercise.Exercise) string {
	if _, err := os.Stat(e.Answer()); err != nil {
		return ""
	}
	paths, _ := files.Glob(e.Dir(), "*.go")
	var seen strings.Builder
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil {
			fmt.Fprintln(&seen, path, info.Size(), info.ModTime().UnixNano())
		}
	}
	return seen.String()
}
