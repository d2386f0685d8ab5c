package svg

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// A face is how a text is set.
type face struct {
	class string
	size  float64
	bold  bool
}

// width returns how much room a text takes, at most. There is no font to ask: a
// reader's browser takes one that it has. So this is for wide ones, Verdana and
// DejaVu Sans, which leaves room to spare in others.
func (f face) width(text string) float64 {
	n := 0.0
	for _, r := range text {
		n += em(r)
	}
	if f.bold {
		n *= 1.12
	}
	return float64(n * f.size) // rounds, as in scale.x
}

// em returns the width of a character as a share of the font's size.
func em(r rune) float64 {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc):
		return 0
	case strings.ContainsRune("ijl.,:;'|!()[]I ‘’", r):
		return 0.42
	case strings.ContainsRune("frst-/\\\"`“”*{}J", r):
		return 0.54
	case strings.ContainsRune("mwMW@%&…—", r):
		return 1.05
	case r >= 'A' && r <= 'Z', strings.ContainsRune("+<=>^~#", r):
		return 0.84
	case r < unicode.MaxLatin1:
		return 0.65
	case unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew):
		return 0.9
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 1.05
	}
	return 1.3 // a picture, or a script with long letters
}

// shorten returns as much of a text as fits, with an ellipsis for the rest. A
// closing quotation mark stays. It returns "" if next to nothing would be left.
func (f face) shorten(text string, room float64) string {
	if f.width(text) <= room {
		return text
	}
	end := "…"
	if strings.HasSuffix(text, "”") {
		end = "…”"
	}
	runes := []rune(strings.TrimSuffix(text, "”"))
	for n := len(runes) - 1; n >= 2; n-- {
		if short := strings.TrimRight(string(runes[:n]), " ") + end; f.width(short) <= room {
			return short
		}
	}
	return ""
}

// wrap breaks a text into lines that fit, between words where it can.
func (f face) wrap(text string, room float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && f.width(line+" "+word) <= room {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = word
		for f.width(line) > room && len([]rune(line)) > 1 { // Chinese has no blanks
			head := f.fitting(line, room)
			lines, line = append(lines, head), line[len(head):]
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// fitting returns the beginning of a text that fits, one character at least.
func (f face) fitting(text string, room float64) string {
	used := 0.0
	for i, r := range text {
		if used += f.width(string(r)); used > room && i > 0 {
			return text[:i]
		}
	}
	return text
}
