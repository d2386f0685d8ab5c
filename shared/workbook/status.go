package main

import (
	"context"
	"fmt"
	"strings"

	"workbook/shared/exercise"
	"workbook/shared/terminal"
	"workbook/shared/workbook/screen"
)

// status shows where the student is and what is next, in one screen.
func status(_ context.Context, b *book, _ []string) error {
	c, err := b.course()
	if err != nil {
		return err
	}
	b.out.Printf("%s   %d of %d exercises solved", b.out.Paint(screen.Strong, "One server, many clients"), c.countSolved(), len(c.all))
	b.out.Printf("")
	b.chapters(c)
	b.out.Printf("")
	b.out.Printf("  %s solved   %s started   %s not started", b.mark(solved), b.mark(started), b.mark(untouched))
	b.out.Printf("")
	b.whatNext(c)
	return nil
}

// A state is how far an exercise is.
type state int

const (
	untouched state = iota
	started
	solved
)

func (c course) state(e exercise.Exercise) state {
	work, begun := c.progress.Started[e.Path()]
	switch {
	case work.Solved:
		return solved
	case begun:
		return started
	default:
		return untouched
	}
}

// mark returns the box before an exercise.
func (b *book) mark(s state) string {
	switch s {
	case solved:
		return b.out.Paint(screen.Added, "[x]")
	case started:
		return b.out.Paint(screen.Removed, "[/]")
	default:
		return b.out.Paint(screen.Faint, "[ ]")
	}
}

// chapters lists the exercises, a line for each stage.
func (b *book) chapters(c course) {
	stages, names := 0, 0
	for _, e := range c.all {
		stages, names = max(stages, terminal.Width(e.Stage)), max(names, terminal.Width(e.Name()))
	}
	const box = len("[x] ")
	left := 2 + stages + 2
	cell := box + names + 2
	fit := max((b.out.Width()-left)/cell, 1)
	var line strings.Builder
	n := 0 // how many are in the line
	flush := func() {
		if n > 0 {
			b.out.Printf("%s", strings.TrimRight(line.String(), " "))
		}
		line.Reset()
		n = 0
	}
	stage := ""
	for _, e := range c.all {
		if e.Stage != stage || n == fit {
			flush()
			label := ""
			if e.Stage != stage {
				label = e.Stage
			}
			fmt.Fprintf(&line, "  %s  ", pad(label, stages))
		}
		stage = e.Stage
		style := screen.Plain
		if e.Path() == c.progress.Current {
			style = screen.Strong
		}
		line.WriteString(b.mark(c.state(e)) + " " + b.out.Paint(style, e.Name()) + strings.Repeat(" ", names-terminal.Width(e.Name())+2))
		n++
	}
	flush()
}

// pad returns a text in at least so many columns.
func pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(columns-terminal.Width(text), 0))
}

// whatNext tells what to do now.
func (b *book) whatNext(c course) {
	current, begun := c.current()
	next, left := c.next()
	switch {
	case !left:
		b.allSolved(c)
	case begun && !c.solved(current):
		b.out.Printf("You are at %s", b.out.Paint(screen.Strong, title(current)))
		b.steps([]step{
			{"the task", current.Path() + "/README.md"},
			{"your file", answerPath(current)},
			{"check it", command + " check"},
			{"stuck?", command + " hint"},
		})
	default:
		b.out.Printf("Next is %s", b.out.Paint(screen.Strong, title(next)))
		b.steps([]step{
			{"the chapter", next.Stage + "/README.md"},
			{"begin", command + " start"},
		})
	}
}
