package difference

import (
	"strings"
	"unicode"

	"workbook/shared/terminal"
	"workbook/shared/workbook/screen"
)

// tabColumns is how wide a tab is drawn: source that is indented by 8 does not fit
// beside another.
const tabColumns = 4

// A glyph is what is drawn for a character.
type glyph struct {
	text    string
	columns int
	differs bool // it belongs to the part that the line across does not have
}

func (g glyph) blank() bool { return g.text[0] == ' ' }

// glyphs returns what is drawn for a line.
func (l *line) glyphs() []glyph {
	var all []glyph
	column := 0
	for i, r := range l.Text {
		g := glyph{string(r), terminal.RuneWidth(r), i >= l.from && i < l.to}
		switch {
		case r == '\t':
			g.columns = tabColumns - column%tabColumns
			g.text = strings.Repeat(" ", g.columns)
		case g.columns == 0 && !unicode.IsMark(r): // what steers a terminal has no business here
			continue
		}
		column += g.columns
		all = append(all, g)
	}
	return all
}

// draw returns a line in pieces of at most so many columns, the later ones behind
// an indent. They are filled up with blanks if fill is set.
func (l *line) draw(s *screen.Screen, columns int, fill bool) []string {
	rest := l.glyphs()
	indent := min(indentOf(rest)+tabColumns, columns/2)
	var pieces []string
	for room, before := columns, ""; ; room, before = columns-indent, strings.Repeat(" ", indent) {
		n := fitting(rest, room)
		text, used := l.paint(s, rest[:n])
		if fill {
			text += strings.Repeat(" ", room-used)
		}
		pieces = append(pieces, before+text)
		if rest = rest[n:]; len(rest) == 0 {
			return pieces
		}
		if rest[0].blank() { // the new line stands for it
			rest = rest[1:]
		}
	}
}

// indentOf returns how far a line is indented.
func indentOf(line []glyph) int {
	columns := 0
	for _, g := range line {
		if !g.blank() {
			break
		}
		columns += g.columns
	}
	return columns
}

// fitting returns how many glyphs fit into so many columns, and in any case one.
// It breaks behind a blank where there is one in the second half.
func fitting(line []glyph, columns int) int {
	used, afterBlank := 0, 0
	for i, g := range line {
		if used += g.columns; used > columns && i > 0 {
			if g.blank() || afterBlank == 0 {
				return i
			}
			return afterBlank
		}
		if g.blank() && used > columns/2 {
			afterBlank = i + 1
		}
	}
	return len(line)
}

// paint returns glyphs in the colour of their line. The part that differs stands
// out.
func (l *line) paint(s *screen.Screen, glyphs []glyph) (text string, columns int) {
	var all, run strings.Builder
	differs := false
	end := func() {
		part := s.Paint(l.style, run.String())
		if differs {
			part = s.Paint(screen.Standout, part)
		}
		all.WriteString(part)
		run.Reset()
	}
	for _, g := range glyphs {
		if g.differs != differs {
			end()
			differs = g.differs
		}
		run.WriteString(g.text)
		columns += g.columns
	}
	end()
	return all.String(), columns
}
