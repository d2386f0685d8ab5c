// Package split is an exercise: answer characters that come in pieces.
package split

// A Stream is the state of one client's text. The zero value is a stream of
// which nothing has been read.
type Stream struct {
	tail []byte // the beginning of a character whose rest has not come yet
}

// Append appends to dst the upper-case form of every character that src
// completes, and returns the extended slice. It keeps the beginning of a
// character at the end of src for the next call.
func (s *Stream) Append(dst, src []byte) []byte {
	// Your code: answer what is complete with upperCase, keep the rest in s.tail.
	_, _ = upperCase, s.tail
	return dst
}

// Flush appends to dst what was kept, as it came, and returns the extended
// slice. The input has ended.
func (s *Stream) Flush(dst []byte) []byte {
	// Your code.
	return dst
}
