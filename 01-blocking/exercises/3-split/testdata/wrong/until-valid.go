// fails: TestAnswersAtOnceWhatIsComplete TestGivesBackWhatIsNotUTF8
//
// All text waits until it is valid, not the last character alone. Bytes that
// are not UTF-8 stop the conversation.
package split

import "unicode/utf8"

type Stream struct {
	tail []byte
}

func (s *Stream) Append(dst, src []byte) []byte {
	s.tail = append(s.tail, src...)
	if !utf8.Valid(s.tail) {
		return dst
	}
	dst = upperCase(dst, s.tail)
	s.tail = nil
	return dst
}

func (s *Stream) Flush(dst []byte) []byte {
	return upperCase(dst, s.tail)
}
