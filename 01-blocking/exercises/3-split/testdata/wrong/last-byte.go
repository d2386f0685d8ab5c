// fails: TestJoinsACharacterCutInTwo TestJoinsACharacterThatComesByteByByte TestGivesBackWhatIsNotUTF8
//
// utf8.DecodeLastRune finds one bad byte, whether a character is unfinished or
// broken. A character of three or four bytes may lack more than its last.
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
	whole := len(text)
	if r, size := utf8.DecodeLastRune(text); r == utf8.RuneError && size == 1 {
		whole--
	}
	s.tail = bytes.Clone(text[whole:])
	return upperCase(dst, text[:whole])
}

func (s *Stream) Flush(dst []byte) []byte {
	return append(dst, s.tail...)
}
