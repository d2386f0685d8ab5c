// fails: TestJoinsACharacterCutInTwo
//
// The last byte is looked at, even if there is none.
package split

import (
	"bytes"
	"unicode/utf8"
)

type Stream struct {
	tail []byte
}

func (s *Stream) Append(dst, src []byte) []byte {
	text := append(s.tail, src...)
	start := len(text) - 1
	for start > 0 && len(text)-start < utf8.UTFMax && !utf8.RuneStart(text[start]) {
		start--
	}
	s.tail = nil
	if utf8.RuneStart(text[start]) && !utf8.FullRune(text[start:]) {
		s.tail = bytes.Clone(text[start:])
		text = text[:start]
	}
	return upperCase(dst, text)
}

func (s *Stream) Flush(dst []byte) []byte {
	return append(dst, s.tail...)
}
