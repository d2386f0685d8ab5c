// fails: TestKeepsBytesOfItsOwn
//
// What is kept is a part of src, which the next read overwrites.
package split

import "unicode/utf8"

type Stream struct {
	tail []byte
}

func (s *Stream) Append(dst, src []byte) []byte {
	if len(s.tail) > 0 {
		src = append(s.tail, src...)
	}
	whole := len(src)
	for n := 1; n < utf8.UTFMax && n <= len(src); n++ {
		if last := src[len(src)-n:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				whole -= n
			}
			break
		}
	}
	s.tail = src[whole:]
	return upperCase(dst, src[:whole])
}

func (s *Stream) Flush(dst []byte) []byte {
	return append(dst, s.tail...)
}
