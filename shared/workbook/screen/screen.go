// Package screen writes text for a reader: in colours where they are welcome, and
// not wider than the terminal. Without colours it means the same.
package screen

import (
	"fmt"
	"io"
	"strings"

	"workbook/shared/terminal"
)

// A Screen is where text goes.
type Screen struct {
	Out     io.Writer
	Columns int // of the terminal; 0: it is none
	Colour  bool
}

// New returns the screen that out is.
func New(out io.Writer) *Screen {
	return &Screen{Out: out, Columns: terminal.Columns(out), Colour: terminal.Colour(out)}
}

// A Style is how text looks.
type Style int

// The styles.
const (
	Plain Style = iota
	Strong
	Faint
	Good     // a label: all is well
	Bad      // a label: something is not right yet
	Added    // a line of a diff, or what has been reached
	Removed  // a line of a diff, or what is to be done
	Standout // besides a colour
)

// escapes are of the workbook's colours those that a terminal knows, which tell
// them apart also with a colour blindness: blue is good, orange is not. A label
// has its own background, and the others are legible on light and on dark.
var escapes = map[Style]string{
	Strong:   "\x1b[1m",
	Faint:    "\x1b[2m",
	Good:     "\x1b[1;38;5;231;48;5;25m",
	Bad:      "\x1b[1;38;5;16;48;5;214m",
	Added:    "\x1b[38;5;32m",
	Removed:  "\x1b[38;5;166m",
	Standout: "\x1b[1;4m",
}

// Paint returns a text in a style.
func (s *Screen) Paint(style Style, text string) string {
	if !s.Colour || style == Plain || text == "" {
		return text
	}
	return escapes[style] + text + "\x1b[0m"
}

// label returns a word as a label, and how many columns that takes.
func (s *Screen) label(style Style, word string) (string, int) {
	if !s.Colour {
		word += ":"
		return word, terminal.Width(word)
	}
	word = " " + word + " "
	return s.Paint(style, word), terminal.Width(word)
}

// Printf writes a line.
func (s *Screen) Printf(format string, args ...any) {
	fmt.Fprintf(s.Out, format+"\n", args...)
}

// widestProse is how wide a text may be that is comfortable to read.
const widestProse = 80

// Width is how wide to write: as the terminal, and 80 columns where there is
// none.
func (s *Screen) Width() int {
	if s.Columns == 0 {
		return terminal.DefaultColumns
	}
	return s.Columns
}

// Prose writes sentences, wrapped and behind an indent.
func (s *Screen) Prose(indent int, style Style, text string) {
	for _, line := range terminal.Wrap(text, s.room(indent)) {
		s.Printf("%s%s", strings.Repeat(" ", indent), s.Paint(style, line))
	}
}

// Labelled writes sentences behind a label.
func (s *Screen) Labelled(style Style, word, text string) {
	head, columns := s.label(style, word)
	for _, line := range terminal.Wrap(text, s.room(columns+1)) {
		s.Printf("%s %s", head, s.Paint(Strong, line))
		head = strings.Repeat(" ", columns)
	}
}

// room is how many columns are left behind an indent.
func (s *Screen) room(indent int) int { return max(min(s.Width(), widestProse)-indent, 10) }

// Block writes a text as it is, behind an indent.
func (s *Screen) Block(indent int, style Style, text string) {
	for line := range strings.Lines(strings.TrimRight(text, "\n")) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" {
			s.Printf("")
			continue
		}
		s.Printf("%s%s", strings.Repeat(" ", indent), s.Paint(style, line))
	}
}
