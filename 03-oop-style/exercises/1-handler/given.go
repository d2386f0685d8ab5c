package handler

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// Count answers each line with its number.
type Count struct {
	lines int // how many there were
}

// Append appends to dst the numbers of the lines that end in src.
func (c *Count) Append(dst, src []byte) []byte {
	for range bytes.Count(src, []byte("\n")) {
		c.lines++
		dst = fmt.Appendf(dst, "%d\n", c.lines)
	}
	return dst
}

// Flush appends nothing: what has no end is not a line.
func (c *Count) Flush(dst []byte) []byte { return dst }

// Reverse answers each line with the same line from its end to its beginning.
type Reverse struct {
	line []byte // the line that has not ended yet
}

// Append appends to dst the lines that end in src, reversed.
func (r *Reverse) Append(dst, src []byte) []byte {
	for piece := range bytes.Lines(src) {
		r.line = append(r.line, piece...)
		if line, ended := bytes.CutSuffix(r.line, []byte("\n")); ended {
			dst = append(reverse(dst, line), '\n')
			r.line = r.line[:0]
		}
	}
	return dst
}

// Flush appends to dst the line that has not ended, reversed.
func (r *Reverse) Flush(dst []byte) []byte {
	dst = reverse(dst, r.line)
	r.line = nil
	return dst
}

// reverse appends the characters of line to dst, the last one first.
func reverse(dst, line []byte) []byte {
	for len(line) > 0 {
		_, size := utf8.DecodeLastRune(line)
		rest := len(line) - size
		dst = append(dst, line[rest:]...)
		line = line[:rest]
	}
	return dst
}
