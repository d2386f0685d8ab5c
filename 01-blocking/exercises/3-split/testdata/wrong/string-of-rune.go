// fails: TestGivesBackWhatIsNotUTF8
//
// utf8.DecodeRune returns U+FFFD for a byte that is no character, and that is answered.
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
	for utf8.FullRune(text) {
		r, n := utf8.DecodeRune(text)
		dst = upperCase(dst, []byte(string(r)))
		text = text[n:]
	}
	s.tail = bytes.Clone(text)
	return dst
}

func (s *Stream) Flush(dst []byte) []byte {
	return append(dst, s.tail...)
}
