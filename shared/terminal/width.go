package terminal

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Width returns how many columns a text takes.
func Width(text string) int {
	n := 0
	for _, r := range text {
		n += RuneWidth(r)
	}
	return n
}

// Pad returns a text with blanks behind it, so that it takes so many columns. A
// longer one stays as it is.
func Pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(columns-Width(text), 0))
}

// RuneWidth returns how many columns a character takes: 2 if it is wide, as
// Chinese is, 0 if it is put upon the one before, or steers the terminal.
func RuneWidth(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// Wrap breaks a text into lines of at most so many columns, between words where
// it can. A line has one character at least.
func Wrap(text string, limit int) []string {
	limit = max(limit, 1)
	var lines []string
	current := ""
	for _, word := range strings.Fields(text) {
		for Width(word) > limit { // Chinese has no blanks
			head := Clip(word, limit-Width(current)-1)
			if current == "" {
				head = cmp.Or(Clip(word, limit), firstOf(word))
			}
			current = strings.TrimSpace(current + " " + head)
			word = word[len(head):]
			lines, current = append(lines, current), ""
		}
		if current != "" && Width(current)+1+Width(word) > limit {
			lines, current = append(lines, current), ""
		}
		current = strings.TrimSpace(current + " " + word)
	}
	if current != "" {
		lines = append(lines, current)
	}
	return lines
}

// firstOf returns a text's first character.
func firstOf(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return text[:size]
}

// Clip returns the beginning of a text that fits into so many columns.
func Clip(text string, limit int) string {
	for i, r := range text {
		if limit -= RuneWidth(r); limit < 0 {
			return text[:i]
		}
	}
	return text
}
