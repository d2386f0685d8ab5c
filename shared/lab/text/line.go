package text

import (
	"strings"
	"unicode"

	"workbook/shared/terminal"
)

// A line is one line of the picture, a cell for each column.
type line []cell

// A cell is one column: a character, or blank. A wide character, as Chinese
// has, fills its cell and the next one.
type cell struct {
	text  string
	style style
	tail  bool // the second column of the character before
}

func (c cell) blank() bool { return c.text == "" && !c.tail }

func newLine(columns int) line { return make(line, columns) }

// put writes text from a column on, as far as there is room.
func (l line) put(column int, text string, s style) {
	for _, r := range text {
		w := terminal.RuneWidth(r)
		switch {
		case w == 0 && unicode.IsMark(r) && column > 0 && column <= len(l): // an accent, say
			l[column-1].text += string(r)
			continue
		case w == 0: // what steers a terminal has no business here
			continue
		case column < 0 || column+w > len(l):
			return
		}
		l.set(column, cell{text: string(r), style: s})
		if w == 2 {
			l.set(column+1, cell{style: s, tail: true})
		}
		column += w
	}
}

// set fills a cell. If that leaves half of a wide character, a space takes its
// place.
func (l line) set(column int, c cell) {
	if l[column].tail && !c.tail {
		l[column-1].text = " "
	}
	if next := column + 1; next < len(l) && l[next].tail {
		l[next] = cell{text: " ", style: l[next].style}
	}
	l[column] = c
}

// fill writes a character into the columns from from up to before to.
func (l line) fill(from, to int, character string, s style) {
	for i := max(from, 0); i < min(to, len(l)); i++ {
		l.set(i, cell{text: character, style: s})
	}
}

// render returns the line without what cannot be seen at its end.
func (l line) render(colour bool) string {
	end := len(l)
	for end > 0 && (l[end-1].blank() || !colour && l[end-1].text == " ") {
		end--
	}
	var b strings.Builder
	last := plain
	for _, c := range l[:end] {
		if colour && c.style != last {
			b.WriteString(escapes[c.style])
			last = c.style
		}
		switch {
		case c.blank():
			b.WriteByte(' ')
		case colour:
			b.WriteString(solid(c))
		default:
			b.WriteString(c.text)
		}
	}
	if last != plain {
		b.WriteString(escapes[plain])
	}
	return b.String()
}
