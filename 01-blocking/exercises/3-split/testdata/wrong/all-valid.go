// fails: TestGivesBackWhatIsNotUTF8
//
// As many bytes are kept as it takes to make all that comes before them valid. If a bad
// byte stands there, nothing does, and half a character is not kept.
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
	s.tail = nil
	for n := 0; n < utf8.UTFMax && n <= len(text); n++ {
		whole, rest := text[:len(text)-n], text[len(text)-n:]
		if utf8.Valid(whole) && (n == 0 || !utf8.FullRune(rest)) {
			s.tail = bytes.Clone(rest)
			return upperCase(dst, whole)
		}
	}
	return upperCase(dst, text)
}

func (s *Stream) Flush(dst []byte) []byte {
	return append(dst, s.tail...)
}
