package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"workbook/shared/exercise"
	"workbook/shared/workbook/screen"
)

// start makes an exercise the current one and says how to go on.
func start(ctx context.Context, b *book, args []string) error {
	c, err := b.course()
	if err != nil {
		return err
	}
	e, left := c.next()
	if len(args) == 1 {
		if e, err = c.find(args[0]); err != nil {
			return err
		}
	} else if !left {
		b.allSolved(c)
		return nil
	}
	if err := keepSkeleton(ctx, e); err != nil {
		return err
	}
	work, again := c.progress.Started[e.Path()]
	if err := exercise.Update(b.root, func(p *exercise.Progress) {
		p.Current = e.Path()
		if _, begun := p.Started[e.Path()]; !begun {
			p.Started[e.Path()] = exercise.Work{}
		}
	}); err != nil {
		return err
	}
	b.introduce(e, work, again)
	return nil
}

// introduce tells what an exercise is about and how to go on with it.
func (b *book) introduce(e exercise.Exercise, work exercise.Work, again bool) {
	b.out.Printf("%s   %s", b.out.Paint(screen.Strong, title(e)), b.out.Paint(screen.Faint, e.Stage))
	b.out.Printf("")
	if text := opening(e); text != "" {
		b.markdown(2, text)
		b.out.Printf("")
	}
	switch {
	case work.Solved:
		b.out.Printf("You have solved it already. Your answer is as you left it.")
	case again:
		b.out.Printf("You have started it already. Your answer is as you left it.")
	}
	b.steps([]step{
		{"read the task", e.Path() + "/README.md"},
		{"edit the file", e.AnswerPath()},
		{"check it", command + " check"},
		{"or at each save", command + " watch"},
		{"stuck?", command + " hint"},
	})
}

// opening returns the first paragraph of the task.
func opening(e exercise.Exercise) string {
	text, err := os.ReadFile(filepath.Join(e.Dir(), "README.md"))
	if err != nil {
		return ""
	}
	paragraphs := parts(string(text))
	if len(paragraphs) < 2 {
		return ""
	}
	return paragraphs[1] // behind the heading
}

// A step is something to do, and what to type or to open for it.
type step struct{ do, with string }

// steps writes what to do, below one another.
func (b *book) steps(steps []step) {
	widest := 0
	for _, s := range steps {
		widest = max(widest, len(s.do))
	}
	for _, s := range steps {
		b.out.Printf("  %-*s  %s", widest, s.do, b.out.Paint(screen.Strong, s.with))
	}
}

func (b *book) allSolved(c course) {
	b.out.Labelled(screen.Good, "Done", fmt.Sprintf("You have solved all %d exercises.", len(c.all)))
	b.out.Printf("")
	b.steps([]step{
		{"do one again", command + " reset NAME"},
		{"write a server", "a folder 06-mine; README.md tells what the lab makes of it"},
	})
}
