package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"workbook/shared/exercise"
	"workbook/shared/files"
	"workbook/shared/workbook/screen"
)

// hint shows the next hint of an exercise.
func hint(_ context.Context, b *book, args []string) error {
	c, e, err := b.chosen(args)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(e.Dir(), "hints.md"))
	if err != nil {
		return fmt.Errorf("%s has no hints: %w %s", e.Name(), err, restore(e.Path()+"/hints.md"))
	}
	all, shown := hints(string(text)), c.progress.Started[e.Path()].Hints
	if shown >= len(all) {
		b.out.Printf("You have seen all %d hints of %s.", len(all), e.Name())
		b.out.Printf("")
		more := step{"still stuck?", "ask whoever gave you this copy: it has no solutions"}
		if e.HasSolution() {
			more = step{"see an answer", c.call("solution", e)}
		}
		b.steps([]step{{"read them again", e.Path() + "/hints.md"}, more})
		return nil
	}
	heading, body, _ := strings.Cut(all[shown], "\n")
	b.out.Printf("%s   %s", b.out.Paint(screen.Strong, heading), b.out.Paint(screen.Faint, fmt.Sprintf("hint %d of %d", shown+1, len(all))))
	b.out.Printf("")
	b.markdown(2, body)
	if shown+2 == len(all) {
		b.out.Printf("")
		b.out.Printf("  The next hint is the last one, and tells nearly all of the answer.")
	}
	return b.note(e, func(w *exercise.Work) { w.Hints = shown + 1 })
}

// hints returns the sections of hints.md, each with its heading.
func hints(text string) []string {
	sections := strings.Split("\n"+files.UnixLines(text), "\n## ")
	return sections[1:] // before the first one there is the title
}
