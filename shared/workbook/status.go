package main

import (
	"context"
	"slices"
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

// chapters lists the exercises, a line for each stage where there is room.
func (b *book) chapters(c course) {
	stages := byStage(c.all)
	names := 0
	for _, s := range stages {
		names = max(names, terminal.Width(s[0].Stage))
	}
	columns := columnsIn(stages, b.out.Width()-names-4)
	for _, s := range stages {
		label := s[0].Stage
		for row := range slices.Chunk(s, len(columns)) {
			var line strings.Builder
			for i, e := range row {
				style := screen.Plain
				if e.Path() == c.progress.Current {
					style = screen.Strong
				}
				blanks := strings.Repeat(" ", columns[i]-terminal.Width(e.Name()))
				line.WriteString("  " + b.mark(c.state(e)) + " " + b.out.Paint(style, e.Name()) + blanks)
			}
			b.out.Printf("  %s%s", terminal.Pad(label, names), strings.TrimRight(line.String(), " "))
			label = ""
		}
	}
}

// byStage splits exercises, which are in their order, by their stages.
func byStage(all []exercise.Exercise) [][]exercise.Exercise {
	var stages [][]exercise.Exercise
	for i, e := range all {
		if i == 0 || e.Stage != all[i-1].Stage {
			stages = append(stages, nil)
		}
		last := &stages[len(stages)-1]
		*last = append(*last, e)
	}
	return stages
}

// columnsIn returns how wide columns of names are: of as many as fit into the
// width, each behind its box, and at least of one.
func columnsIn(stages [][]exercise.Exercise, width int) []int {
	n := 1
	for _, s := range stages {
		n = max(n, len(s))
	}
	for ; ; n-- {
		columns, used := make([]int, n), n*len("  [ ] ")
		for _, s := range stages {
			for i, e := range s {
				columns[i%n] = max(columns[i%n], terminal.Width(e.Name()))
			}
		}
		for _, c := range columns {
			used += c
		}
		if used <= width || n == 1 {
			return columns
		}
	}
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
			{"your file", current.AnswerPath()},
			{"check it", command + " check"},
			{"stuck?", command + " hint"},
		})
	default:
		do := "begin"
		if c.state(next) == started {
			do = "go on"
		}
		b.out.Printf("Next is %s", b.out.Paint(screen.Strong, title(next)))
		b.steps([]step{
			{"the chapter", next.Stage + "/README.md"},
			{do, command + " start"},
		})
	}
}
