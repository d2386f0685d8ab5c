package plots

import (
	"strings"
	"unicode/utf8"
)

// nameShare is how much of a plot's width a name may take in one line.
const nameShare = 0.3

// wrap breaks a name into lines that are no wider than room, in pixels: first
// before a remark in brackets, then behind what divides a name, and where there
// is nothing of that, anywhere.
func wrap(name string, size, room float64) string {
	if textWidth(name, size) <= room {
		return name
	}
	if whole, remark, ok := strings.Cut(name, " ("); ok {
		return wrap(whole, size, room) + "\n" + wrap("("+remark, size, room)
	}
	var lines []string
	for textWidth(name, size) > room && utf8.RuneCountInString(name) > 1 {
		n := lineEnd(name, size, room)
		lines = append(lines, strings.TrimSuffix(name[:n], " "))
		name = name[n:]
	}
	return strings.Join(append(lines, name), "\n")
}

// lineEnd returns how many bytes of a name that is too wide go into the next
// line, at least one letter.
func lineEnd(name string, size, room float64) int {
	fits := 0
	for i, letter := range name {
		end := i + utf8.RuneLen(letter)
		if i > 0 && textWidth(name[:end], size) > room {
			break
		}
		fits = end
	}
	if i := strings.LastIndexAny(name[:fits], "-.:, "); i >= 0 {
		return i + 1
	}
	return fits
}

// textWidth returns how wide a line is, in pixels.
func textWidth(line string, size float64) float64 { return style(size, ink).Width(line).Points() }

// lineCount returns how many lines a text has.
func lineCount(text string) int { return strings.Count(text, "\n") + 1 }
