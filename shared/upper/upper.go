// Package upper is the protocol of every server in this workbook: text goes
// in, its upper-case form comes out.
//
// Upper-case means Unicode's full mapping, so "straße" becomes "STRASSE", which
// is one letter longer. The answers are those of [golang.org/x/text/cases.Upper]; what is
// here asks it once for each alphabet, and keeps the answers at hand.
//
// Text arrives from a socket in pieces that know nothing of characters. A
// [Stream] answers every character as soon as it is complete and keeps the
// unfinished rest, at most three bytes, until the next piece.
package upper

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// A Stream is the state of one client's text: four bytes. The zero value is a
// stream of which nothing has been read. It must not be used by two goroutines
// at once.
type Stream struct {
	tail [utf8.UTFMax - 1]byte // the beginning of a character that is not complete yet
	n    uint8                 // how many bytes of tail are in use
}

// Append appends to dst the upper-case form of every character that src
// completes, and returns the extended slice. Bytes that are not UTF-8 are
// appended unchanged. The beginning of a character at the end of src is kept
// for the next call.
//
// Append allocates only to extend dst: an answer is at most three times as long
// as src and what was kept. It does not retain src. dst and src must not overlap.
func (s *Stream) Append(dst, src []byte) []byte {
	if s.n > 0 {
		dst, src = s.appendSplit(dst, src)
	}
	if len(src) == 0 {
		return dst
	}
	whole := len(src) - unfinished(src)
	s.n = uint8(copy(s.tail[:], src[whole:]))
	return appendUpper(dst, src[:whole])
}

// InPlace makes text its own upper-case form, and returns true, if all of it is
// ASCII and it does not continue an unfinished character. If it returns false,
// text is still to be answered, by Append: whatever InPlace has changed in it,
// Append's answer is the same.
func (s *Stream) InPlace(text []byte) bool {
	return s.n == 0 && upperASCII(text) == len(text)
}

// Flush appends to dst the unfinished character, as it came, and returns the
// extended slice. It is what remains to be answered when the input has ended.
func (s *Stream) Flush(dst []byte) []byte {
	dst = append(dst, s.tail[:s.n]...)
	s.n = 0
	return dst
}

// appendSplit joins the tail with the bytes of src that continue it, and
// returns what is left of src.
func (s *Stream) appendSplit(dst, src []byte) (answer, rest []byte) {
	var char [utf8.UTFMax]byte
	n := copy(char[:], s.tail[:s.n])
	for len(src) > 0 && !utf8.RuneStart(src[0]) && !utf8.FullRune(char[:n]) {
		char[n] = src[0]
		n++
		src = src[1:]
	}
	if len(src) == 0 && !utf8.FullRune(char[:n]) {
		s.n = uint8(copy(s.tail[:], char[:n]))
		return dst, src
	}
	s.n = 0 // complete, or broken off by the start of another character
	return appendUpper(dst, char[:n]), src
}

// unfinished returns how many bytes at the end of src begin a character whose
// rest is missing: 0 to 3.
func unfinished(src []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(src); n++ {
		if last := src[len(src)-n:]; utf8.RuneStart(last[0]) {
			if utf8.FullRune(last) {
				return 0
			}
			return n
		}
	}
	return 0
}

// appendUpper appends the upper-case form of src, in which no character is
// unfinished, to dst. Each kind of text has a loop of its own, which keeps the
// loops short: that is what makes them fast.
func appendUpper(dst, src []byte) []byte {
	start := len(dst)
	dst = append(dst, src...)
	n := upperASCII(dst[start:]) // much text is ASCII, or begins with much of it
	dst, src = dst[:start+n], src[n:]
	for len(src) > 0 {
		dst, src = appendASCII(dst, src)
		dst, src = appendCaseless(dst, src)
		dst, src = appendLetters(dst, src)
	}
	return dst
}

// upperASCII makes the ASCII that text begins with its own upper-case form, and
// returns how long that is. It takes 32 bytes at a time, which is 1.3 times as fast
// as eight.
func upperASCII(text []byte) int {
	n := 0
	for ; n <= len(text)-32; n += 32 {
		words := (*[32]byte)(text[n : n+32])
		a, b := binary.LittleEndian.Uint64(words[0:]), binary.LittleEndian.Uint64(words[8:])
		c, d := binary.LittleEndian.Uint64(words[16:]), binary.LittleEndian.Uint64(words[24:])
		if (a|b|c|d)&highs != 0 {
			break
		}
		binary.LittleEndian.PutUint64(words[0:], upperWord(a))
		binary.LittleEndian.PutUint64(words[8:], upperWord(b))
		binary.LittleEndian.PutUint64(words[16:], upperWord(c))
		binary.LittleEndian.PutUint64(words[24:], upperWord(d))
	}
	for ; n <= len(text)-8; n += 8 {
		word := binary.LittleEndian.Uint64(text[n : n+8])
		if word&highs != 0 {
			break
		}
		binary.LittleEndian.PutUint64(text[n:n+8], upperWord(word))
	}
	for ; n < len(text) && text[n] < utf8.RuneSelf; n++ {
		if c := text[n]; 'a' <= c && c <= 'z' {
			text[n] = c - ('a' - 'A')
		}
	}
	return n
}

// appendASCII appends the upper-case form of the ASCII text that src begins
// with, eight bytes at a time: between other letters it is rarely longer. To copy
// it first and then call upperASCII would make French 1.6 times as slow.
func appendASCII(dst, src []byte) (answer, rest []byte) {
	for len(src) >= 8 {
		word := binary.LittleEndian.Uint64(src)
		dst = binary.LittleEndian.AppendUint64(dst, upperWord(word))
		if other := word & highs; other != 0 {
			n := bits.TrailingZeros64(other) / 8 // the bytes before the first that is not ASCII
			return dst[:len(dst)-8+n], src[n:]
		}
		src = src[8:]
	}
	for len(src) > 0 && src[0] < utf8.RuneSelf {
		c := src[0]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		dst, src = append(dst, c), src[1:]
	}
	return dst, src
}

const (
	ones  = 0x0101010101010101 // in each byte of a word
	highs = 0x80 * ones        // in each byte, the bit that ASCII does not have
)

// upperWord returns the upper-case form of eight bytes of ASCII. Where others are
// among them, that of the bytes before the first of these.
func upperWord(word uint64) uint64 {
	// In each byte, bit 7 of fromA says "at least 'a'" and that of beyondZ
	// "more than 'z'"; where these differ, bit 5 turns a into A.
	// A sum carries into the byte above only from bytes that are not ASCII.
	fromA := word + (0x80-'a')*ones
	beyondZ := word + (0x80-'z'-1)*ones
	return word ^ ((fromA^beyondZ)&highs)>>2
}

// appendCaseless appends what src begins with and has no upper-case form:
// Chinese, say, or bytes that are not UTF-8. It need not know where a character
// ends: no byte of these is changed.
func appendCaseless(dst, src []byte) (answer, rest []byte) {
	n := 0
	for n < len(src) && kinds[src[n]] == caseless {
		n++
	}
	return append(dst, src[:n]...), src[n:]
}

// appendLetters appends the upper-case form of the letters beyond ASCII that
// src begins with: é or я, say.
func appendLetters(dst, src []byte) (answer, rest []byte) {
	// Most have two bytes. Taken by themselves, they are twice as fast.
	for len(src) > 1 && kinds[src[0]] == letter2 && !utf8.RuneStart(src[1]) {
		dst = blockOf(rune(src[0] & 0x1f))[src[1]&0x3f].appendTo(dst)
		src = src[2:]
	}
	for len(src) > 0 && kinds[src[0]] >= letter {
		r, size := utf8.DecodeRune(src)
		if size == 1 { // not UTF-8
			dst = append(dst, src[0])
		} else {
			dst = blockOf(r / blockSize)[r%blockSize].appendTo(dst)
		}
		src = src[size:]
	}
	return dst, src
}
