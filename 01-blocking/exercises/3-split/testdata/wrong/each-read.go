// fails: TestJoinsACharacterCutInTwo TestJoinsACharacterThatComesByteByByte TestAnswersAtOnceWhatIsComplete TestGivesBackWhatIsNotUTF8 TestKeepsBytesOfItsOwn
//
// Each piece is answered by itself: half a character goes back as it came.
package split

type Stream struct {
	tail []byte
}

func (s *Stream) Append(dst, src []byte) []byte {
	return upperCase(dst, src)
}

func (s *Stream) Flush(dst []byte) []byte {
	return append(dst, s.tail...)
}
