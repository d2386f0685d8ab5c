package terminal

import (
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns a text from somebody else so that it cannot steer the terminal:
// characters that cannot be seen are written as Go writes them, the escape
// character as \x1b. Ends of lines, those of Windows too, and tabs stay.
func Visible(text string) string {
	if strings.IndexFunc(text, steers) < 0 {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if strings.HasPrefix(text, "\r\n") {
			b.WriteByte('\r')
		} else if steers(r) {
			quoted := strconv.Quote(text[:size])
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteString(text[:size])
		}
		text = text[size:]
	}
	return b.String()
}

// steers says whether a character may do something else than to be seen. What is
// not UTF-8 may: some terminals take a byte from 80 to 9f for the begin of a
// sequence.
func steers(r rune) bool {
	return r == utf8.RuneError || !unicode.IsGraphic(r) && r != '\n' && r != '\t'
}

// A VisibleWriter makes all that is written to it visible. It takes whole
// characters at a time, as package log gives them.
type VisibleWriter struct{ Out io.Writer }

// Write writes p as [Visible] returns it.
func (w VisibleWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.Out, Visible(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
