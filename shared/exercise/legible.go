package exercise

import (
	"bytes"
	"errors"
	"unicode/utf8"
)

// LargestAnswer is how large an answer may be, in bytes.
const LargestAnswer = 1 << 20

// Legible returns an error if a file with this text can be no answer to any
// exercise, for a reason that the compiler does not tell clearly.
func Legible(text []byte) error {
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return errors.New("it is not a text in UTF-8: save it as UTF-8 with your editor")
	}
	return nil
}
