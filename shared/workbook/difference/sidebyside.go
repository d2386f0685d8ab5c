package difference

import (
	"strings"

	"workbook/shared/changes"
	"workbook/shared/stage"
	"workbook/shared/terminal"
	"workbook/shared/workbook/screen"
)

// sideBySide draws a file of two stages beside one another.
func sideBySide(s *screen.Screen, before, after stage.Stage, f changes.File) {
	half := (s.Columns - len(divider)) / 2
	s.Printf("%s%s%s", title(s, half, before, f.Name, f.Before), divider, title(s, 0, after, f.Name, f.After))
	for i, hunk := range f.Hunks {
		if i > 0 {
			s.Printf("%s%s%s", s.Paint(screen.Faint, terminal.Pad("       ...", half)), divider, s.Paint(screen.Faint, "       ..."))
		}
		for _, r := range rows(hunk) {
			beside(s, r, half)
		}
	}
}

// divider stands between the stages.
const divider = " | "

func title(s *screen.Screen, columns int, st stage.Stage, name string, there bool) string {
	text := st.Name + "/" + name
	if !there {
		text = st.Name + " has no " + name
	}
	return s.Paint(screen.Strong, terminal.Pad(text, columns))
}

// beside draws a row, which takes as many lines as its longer side needs.
func beside(s *screen.Screen, r row, half int) {
	left, right := side(s, r.left, half, true), side(s, r.right, half, false)
	for i := range max(len(left), len(right)) {
		l, r := strings.Repeat(" ", half), ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		s.Printf("%s", strings.TrimRight(l+divider+r, " "))
	}
}

// side draws one side of a row.
func side(s *screen.Screen, l *line, half int, filled bool) []string {
	if l == nil {
		return nil
	}
	number := l.Before
	if number == 0 || !filled {
		number = l.After
	}
	pieces := l.draw(s, half-numberColumns, filled)
	for i := range pieces {
		pieces[i] = gutter(s, l, number, i) + pieces[i]
	}
	return pieces
}
