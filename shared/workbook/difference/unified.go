package difference

import (
	"fmt"
	"strings"

	"workbook/shared/changes"
	"workbook/shared/stage"
	"workbook/shared/workbook/screen"
)

// unified draws a file with what is taken away above what comes for it.
func unified(s *screen.Screen, before, after stage.Stage, f changes.File) {
	s.Printf("%s", s.Paint(screen.Strong, heading(before, after, f)))
	for i, hunk := range f.Hunks {
		if i > 0 {
			s.Printf("%s", s.Paint(screen.Faint, strings.Repeat(" ", numberColumns)+"..."))
		}
		var come []*line // they are drawn after all that goes
		flush := func() {
			for _, l := range come {
				below(s, l)
			}
			come = nil
		}
		for _, r := range rows(hunk) {
			switch {
			case r.same():
				flush()
				below(s, r.right)
			default:
				if r.left != nil {
					below(s, r.left)
				}
				if r.right != nil {
					come = append(come, r.right)
				}
			}
		}
		flush()
	}
}

// heading names a file, and tells where it is if only one stage has it.
func heading(before, after stage.Stage, f changes.File) string {
	switch {
	case !f.After:
		return f.Name + ": only in " + before.Name
	case !f.Before:
		return f.Name + ": only in " + after.Name
	default:
		return fmt.Sprintf("%s: %s -> %s", f.Name, before.Name, after.Name)
	}
}

// numberColumns is how wide a line's number is, with its sign.
const numberColumns = len("1234 - ")

// fewestColumns is how many a text gets in any case, even if the terminal has not as
// many.
const fewestColumns = 10

// below draws a line of one stage in the terminal's width.
func below(s *screen.Screen, l *line) {
	number := l.After
	if number == 0 {
		number = l.Before
	}
	for i, piece := range l.draw(s, max(s.Columns-numberColumns, fewestColumns), false) {
		s.Printf("%s", strings.TrimRight(gutter(s, l, number, i)+piece, " "))
	}
}

// gutter is what stands before the pieces of a line: its number and its sign.
func gutter(s *screen.Screen, l *line, number, piece int) string {
	if piece > 0 {
		return strings.Repeat(" ", numberColumns)
	}
	return s.Paint(screen.Faint, fmt.Sprintf("%4d", number)) + " " + s.Paint(l.style, l.Sign()) + " "
}

// patch writes a file as other tools read it.
func patch(s *screen.Screen, before, after stage.Stage, f changes.File) {
	name := func(s stage.Stage, there bool) string {
		if !there {
			return "/dev/null"
		}
		return s.Name + "/" + f.Name
	}
	s.Printf("--- %s", name(before, f.Before))
	s.Printf("+++ %s", name(after, f.After))
	for _, hunk := range f.Hunks {
		s.Printf("@@ -%s +%s @@", extent(hunk, func(l changes.Line) int { return l.Before }), extent(hunk, func(l changes.Line) int { return l.After }))
		for _, l := range hunk {
			s.Printf("%s%s", l.Sign(), l.Text)
		}
	}
}

// extent tells at which line of one stage a hunk begins, and how many it has.
func extent(hunk changes.Hunk, number func(changes.Line) int) string {
	first, n := 0, 0
	for _, l := range hunk {
		if number(l) == 0 {
			continue
		}
		if n == 0 {
			first = number(l)
		}
		n++
	}
	return fmt.Sprintf("%d,%d", first, n)
}
