// Package difference draws in which lines two stages differ: side by side where
// the terminal is wide enough, one below the other where it is not, and as a
// plain unified diff where there is no terminal.
package difference

import (
	"fmt"
	"strings"

	"workbook/shared/changes"
	"workbook/shared/stage"
	"workbook/shared/workbook/screen"
)

// SideBySide is from how many columns on the stages stand side by side.
const SideBySide = 120

// Write draws the files of two stages, and tells in a last line how many lines
// have changed.
func Write(s *screen.Screen, before, after stage.Stage, files []changes.File) {
	same, gone, come := []string(nil), 0, 0
	for _, f := range files {
		if len(f.Hunks) == 0 {
			same = append(same, f.Name)
			continue
		}
		g, c := f.Changed()
		gone, come = gone+g, come+c
		switch {
		case s.Columns == 0:
			patch(s, before, after, f)
		case s.Columns < SideBySide:
			unified(s, before, after, f)
		default:
			sideBySide(s, before, after, f)
		}
		s.Printf("")
	}
	if len(same) > 0 && gone+come > 0 {
		s.Printf("The same in both: %s.", strings.Join(same, ", "))
	}
	s.Printf("%s", s.Paint(screen.Strong, summary(gone, come)))
}

func summary(gone, come int) string {
	switch n := gone + come; n {
	case 0:
		return "No line is changed."
	case 1:
		return fmt.Sprintf("1 line changed: %d taken away, %d added.", gone, come)
	default:
		return fmt.Sprintf("%d lines changed: %d taken away, %d added.", n, gone, come)
	}
}
