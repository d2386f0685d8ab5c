package main

import (
	"fmt"
	"regexp"
	"strings"

	"workbook/shared/exercise"
	"workbook/shared/stage"
	"workbook/shared/terminal"
	"workbook/shared/workbook/screen"
	"workbook/shared/workbook/trial"
)

// mostLines is how many lines of a trace are shown: a program that hangs leaves
// hundreds.
const mostLines = 30

// verdict tells what an answer misses: first what to think about, then what Go
// says.
func (b *book) verdict(r trial.Result) {
	if r.Build != "" {
		b.doesNotCompile(r)
		return
	}
	failed, found := r.Failure()
	switch {
	case found:
		b.notYet(advice(r, failed))
	case !r.Ended:
		b.notYet(hasExited)
	default:
		b.notYet("not every check could run here")
	}
	b.out.Printf("")
	b.checks(r, failed.Name)
	trace := r.Output
	if found {
		trace = trial.Trace(r.Exercise, failed.Output)
	}
	news := trace
	if failed.Advice != "" {
		news = barePlaces.ReplaceAllString(trace, "")
	}
	if strings.TrimSpace(news) != "" {
		b.trace("What Go says:", r, trace)
	}
}

// barePlaces are the lines that say only where a check has failed. Advice, where
// there is some, says why, which is of more use to a student.
var barePlaces = regexp.MustCompile(`(?m)^\s*\S+\.go:\d+:\s*$`)

// hasExited is the advice if an answer has ended the test program.
const hasExited = "your code has ended the whole program, as log.Fatal and os.Exit do: a server must go on for its other clients. log.Print writes the same, and ends nothing"

// notYet tells what an answer misses. Lines behind the first one are code, and stay as
// they are.
func (b *book) notYet(advice string) {
	sentence, code, more := strings.Cut(terminal.Visible(advice), "\n")
	if !strings.HasSuffix(sentence, "?") && !strings.HasSuffix(sentence, ":") {
		sentence += "."
	}
	b.out.Labelled(screen.Bad, "Not yet", sentence)
	if more {
		b.out.Printf("")
		b.out.Block(4, screen.Plain, code)
	}
}

// checks lists all checks of an exercise, and marks the one that the advice is
// about.
func (b *book) checks(r trial.Result, about string) {
	for _, c := range r.Checks {
		box, arrow := b.out.Paint(screen.Removed, "[ ]"), ""
		if c.Outcome == trial.Passed {
			box = b.out.Paint(screen.Added, "[x]")
		}
		if c.Name == about {
			arrow = "  <- look at this one first"
		}
		b.out.Printf("  %s %s%s", box, c.Name, arrow)
	}
	b.out.Printf("")
	b.out.Printf("  %d of %d checks pass.", r.Passing(), len(r.Checks))
}

// trace writes what Go has printed, as far as it helps, and in fewer columns, below a
// heading. What would steer the terminal is made visible.
func (b *book) trace(heading string, r trial.Result, text string) {
	b.out.Printf("")
	b.out.Printf("%s", heading)
	b.out.Printf("")
	lines := strings.Split(strings.Trim(terminal.Visible(text), "\n"), "\n")
	for i, line := range lines {
		if rest, deep := strings.CutPrefix(line, "        \t"); deep { // what an assertion says
			line = "  " + rest
		}
		lines[i] = strings.ReplaceAll(strings.TrimPrefix(line, "    "), "\t", "  ")
	}
	more := len(lines) - mostLines
	if more > 0 {
		lines = lines[:mostLines]
	}
	b.out.Block(2, screen.Faint, strings.Join(lines, "\n"))
	if more > 0 {
		b.out.Printf("  ... and %d lines more: go test ./%s shows them.", more, r.Exercise.Path())
	}
}

// advice returns what a student should think about after a check has failed.
func advice(r trial.Result, c trial.Check) string {
	if c.Advice != "" {
		return c.Advice
	}
	if crash, crashed := stage.Crash(c.Output); crashed {
		return adviceOn(crash, placeIn(r.Exercise, c.Output))
	}
	if !c.Asserted && !r.Ended {
		return hasExited
	}
	return fmt.Sprintf("%s fails", c.Name)
}

// adviceOn says in simpler words why a program has crashed, and in which place of the
// student's file.
func adviceOn(crash, place string) string {
	said, panicked := strings.CutPrefix(crash, "panic:")
	said = strings.TrimSpace(said)
	switch {
	case strings.HasPrefix(said, "test timed out"):
		return "your code hangs: it waits for something that never comes"
	case strings.Contains(said, "all goroutines are asleep"), strings.Contains(said, "all goroutines in bubble are blocked"):
		return "every goroutine waits for another one: nothing can ever happen"
	case panicked:
		return fmt.Sprintf("your code has panicked%s: %s", place, strings.TrimSuffix(said, " [recovered, repanicked]"))
	default:
		return "Go has stopped the program: " + strings.TrimPrefix(crash, "fatal error: ")
	}
}

// placeIn tells the first place of a trace that is in the student's file, as
// ", in end.go:12", or nothing.
func placeIn(e exercise.Exercise, trace string) string {
	file := e.Name() + ".go"
	_, rest, found := strings.Cut(trace, "/"+e.Path()+"/"+file+":")
	if !found {
		return ""
	}
	return ", in " + file + ":" + rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
}

// doesNotCompile tells what the compiler has found first, in its own words and in
// simpler ones.
func (b *book) doesNotCompile(r trial.Result) {
	first, rest, _ := strings.Cut(strings.TrimSpace(r.Build), "\n")
	f := faultIn(r.Exercise, first)
	b.out.Labelled(screen.Bad, "Does not compile", f.short)
	if f.source != "" {
		b.out.Printf("")
		b.out.Block(2, screen.Plain, f.source)
	}
	if f.meaning != "" {
		b.out.Printf("")
		b.out.Prose(2, screen.Plain, f.meaning)
	}
	if strings.TrimSpace(rest) != "" {
		b.trace("What Go says besides:", r, rest)
	}
}
