// fails: TestJoinsACharacterThatComesByteByByte
//
// The tail is set when something is unfinished, and never emptied.
package split

import (
	"bytes"
	"unicode/utf8"
)

type Stream struct {
	tail []byte // the beginning of a character whose rest has not come yet
}

func (s *Stream) Append(dst, src []byte) []byte {
	text := append(bytes.Clone(s.tail), src...)
	whole := len(text) - unfinished(text)
	if whole < len(text) {
		s.tail = bytes.Clone(text[whole:])
	}
	return upperCase(dst, text[:whole])
}

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
