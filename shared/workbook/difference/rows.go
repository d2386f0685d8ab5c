package difference

import (
	"strings"
	"unicode/utf8"

	"workbook/shared/changes"
	"workbook/shared/workbook/screen"
)

// A row is a line of each stage, side by side. Where one has no such line, there
// is none.
type row struct {
	left, right *line
}

// same reports whether the row has the same line twice.
func (r row) same() bool { return r.left != nil && r.left.style == screen.Plain }

// A line is one that is to be drawn.
type line struct {
	changes.Line
	style    screen.Style
	from, to int // the bytes of the text that the line across does not have
}

// rows puts the lines of a hunk side by side: the first that is taken away beside
// the first that comes for it.
func rows(hunk changes.Hunk) []row {
	var all []row
	var gone, come []*line
	flush := func() {
		for i := range max(len(gone), len(come)) {
			var r row
			if i < len(gone) {
				r.left = gone[i]
			}
			if i < len(come) {
				r.right = come[i]
			}
			if r.left != nil && r.right != nil {
				compare(r.left, r.right)
			}
			all = append(all, r)
		}
		gone, come = nil, nil
	}
	for _, l := range hunk {
		switch l.Sign() {
		case "-":
			gone = append(gone, &line{Line: l, style: screen.Removed})
		case "+":
			come = append(come, &line{Line: l, style: screen.Added})
		default:
			flush()
			all = append(all, row{&line{Line: l}, &line{Line: l}})
		}
	}
	flush()
	return all
}

// compare finds the part in which two lines differ. If they have little in
// common, no part is better than all.
func compare(a, b *line) {
	head := common(a.Text, b.Text)
	tail := min(commonTail(a.Text, b.Text), len(a.Text)-head, len(b.Text)-head)
	for !utf8.RuneStart(at(a.Text, len(a.Text)-tail)) {
		tail--
	}
	alike := len(strings.TrimSpace(a.Text[:head])) + len(strings.TrimSpace(a.Text[len(a.Text)-tail:]))
	if 2*alike < min(len(strings.TrimSpace(a.Text)), len(strings.TrimSpace(b.Text))) {
		return
	}
	if strings.TrimSpace(a.Text[head:len(a.Text)-tail]+b.Text[head:len(b.Text)-tail]) == "" {
		return // an indent is seen as it is
	}
	a.from, a.to = head, len(a.Text)-tail
	b.from, b.to = head, len(b.Text)-tail
}

// common returns how many bytes two texts share at their beginning, in whole
// characters.
func common(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	for !utf8.RuneStart(at(a, n)) || !utf8.RuneStart(at(b, n)) {
		n--
	}
	return n
}

func commonTail(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// at returns a byte, or 0 behind the end: there a character may begin, too.
func at(text string, i int) byte {
	if i >= len(text) {
		return 0
	}
	return text[i]
}
