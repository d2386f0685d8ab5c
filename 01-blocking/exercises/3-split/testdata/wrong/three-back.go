// fails: TestJoinsACharacterCutInTwo TestJoinsACharacterThatComesByteByByte TestAnswersAtOnceWhatIsComplete TestGivesBackWhatIsNotUTF8 TestGivesBackAtTheEndWhatWasKept TestKeepsBytesOfItsOwn
//
// Three bytes are always kept, complete or not.
package split

import "bytes"

type Stream struct {
	tail []byte
}

func (s *Stream) Append(dst, src []byte) []byte {
	text := append(s.tail, src...)
	whole := max(0, len(text)-3)
	s.tail = bytes.Clone(text[whole:])
	return upperCase(dst, text[:whole])
}

func (s *Stream) Flush(dst []byte) []byte {
	return append(dst, s.tail...)
}
