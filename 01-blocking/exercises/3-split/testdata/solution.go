// Package split is an exercise: answer characters that come in pieces.
package split

import (
	"bytes"
	"unicode/utf8"
)

// A Stream is the state of one client's text. The zero value is a stream of
// which nothing has been read.
type Stream struct {
	tail []byte // the beginning of a character whose rest has not come yet
}

// Append appends to dst the upper-case form of every character that src
// completes, and returns the extended slice. It keeps the beginning of a
// character at the end of src for the next call.
func (s *Stream) Append(dst, src []byte) []byte {
	text := append(s.tail, src...)
	whole := len(text) - unfinished(text)
	s.tail = bytes.Clone(text[whole:]) // not a part of text, or it would hold all of it
	return upperCase(dst, text[:whole])
}

// Flush appends to dst what was kept, as it came, and returns the extended
// slice. The input has ended.
func (s *Stream) Flush(dst []byte) []byte {
	return append(dst, s.tail...)
}

// unfinished returns how many bytes at the end of text begin a character whose
// rest is missing: 0 to 3.
func unfinished(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		last := text[len(text)-n:]
		if utf8.RuneStart(last[0]) {
			if utf8.FullRune(last) { // or can never become one
				return 0
			}
			return n
		}
	}
	return 0
}
