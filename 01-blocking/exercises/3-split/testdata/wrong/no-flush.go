// fails: TestGivesBackAtTheEndWhatWasKept
//
// What is kept is forgotten when the input ends.
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
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if last := text[len(text)-n:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				whole -= n
			}
			break
		}
	}
	s.tail = bytes.Clone(text[whole:])
	return upperCase(dst, text[:whole])
}

func (s *Stream) Flush(dst []byte) []byte { return dst }
