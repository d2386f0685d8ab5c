package upper

import (
	"encoding/binary"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// The kinds of text, told by the first byte of a character.
const (
	ascii    = iota
	caseless // no character that begins so has case, or none begins so
	letter   // a character that begins so may have case
	letter2  // the same, and it has two bytes
)

// kinds holds the kind of each byte. Which first bytes are caseless is a fact
// about Unicode that TestEveryCodePoint checks: U+0800 to U+0FFF, U+3000 to
// U+9FFF, U+B000 to U+EFFF, and all from U+40000 on.
var kinds = func() (kinds [256]byte) {
	for c := range kinds {
		switch {
		case c < utf8.RuneSelf:
			kinds[c] = ascii
		case c >= 0xc2 && c <= 0xdf:
			kinds[c] = letter2
		case c == 0xe1, c == 0xe2, c == 0xea, c == 0xef, c == 0xf0:
			kinds[c] = letter
		default:
			kinds[c] = caseless
		}
	}
	return kinds
}()

// A form is the upper-case form of one character: up to seven bytes of UTF-8,
// the first in the lowest byte, and their number in the highest. The longest
// have six bytes, as that of U+0390.
type form uint64

func makeForm(text []byte) form {
	var b [8]byte
	b[7] = byte(copy(b[:7], text))
	return form(binary.LittleEndian.Uint64(b[:]))
}

// appendTo appends all eight bytes, which is one instruction, and takes back
// those that do not count.
func (f form) appendTo(dst []byte) []byte {
	n := len(dst) + int(f>>56)
	return binary.LittleEndian.AppendUint64(dst, uint64(f))[:n]
}

// A block holds the forms of blockSize neighbouring code points.
type block [blockSize]form

const blockSize = 64

// blocks holds Unicode in blocks, each nil until one of its characters is met.
// Filled on first use, they cost a program's start nothing, and memory (512
// bytes each) only for the alphabets that its clients write.
var blocks [(utf8.MaxRune + 1) / blockSize]atomic.Pointer[block]

// blockOf returns the block of that index, which is a code point / blockSize. With
// a named result it is just short enough to be inlined.
func blockOf(index rune) (b *block) {
	if b = blocks[index].Load(); b == nil {
		b = fill(index)
	}
	return
}

// fill asks the library for a block. Two goroutines may do so at once; they
// agree.
func fill(index rune) *block {
	full := cases.Upper(language.Und)
	b := new(block)
	for i := range b {
		b[i] = makeForm(full.Bytes(utf8.AppendRune(nil, index*blockSize+rune(i))))
	}
	blocks[index].Store(b)
	return b
}
