package load

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

const (
	// minSize is room for what tells one message from all others.
	minSize = 40

	// digits is how many places the number of a message has.
	digits = 9
)

// A Text is what clients send: lines of the same size.
type Text struct {
	letters string // repeated to fill a line
	size    int    // of a line with its newline, in bytes, at most
}

// Plain returns lines of so many bytes of ASCII.
func Plain(size int) Text { return Text{"the quick brown fox jumps over the lazy dog, ", size} }

// Expensive returns lines of at most so many bytes of letters that are hard to
// upper-case: three bytes each, and with an upper-case form of another length.
func Expensive(size int) Text {
	return Text{"ᾳῃῳᾴῄῴǰẖẗẘẙὐὒὔὖᾶῆῖῦῶ", size}
}

// A message is a line and the reply to it. Each has its client's number and its
// own in it, so that no reply is taken for another.
type message struct {
	line, reply []byte
	number      int
	place       int // of the number, in both
}

// message returns the first message of a client.
func (t Text) message(client int) *message {
	head := fmt.Sprintf("client %06d message ", client)
	place := len(head)
	head += strings.Repeat("0", digits) + ": "
	fill := max(t.size, minSize) - len(head) - 1
	repeated := strings.Repeat(t.letters, fill/len(t.letters)+1)
	for !utf8.RuneStart(repeated[fill]) {
		fill--
	}
	line := []byte(head + repeated[:fill] + "\n")
	// Not the workbook's own upper-casing: that is under test.
	return &message{line: line, reply: cases.Upper(language.Und).Bytes(line), place: place}
}

// next makes the message the client's next one.
func (m *message) next() {
	m.number++
	for i, n := m.place+digits-1, m.number; i >= m.place; i, n = i-1, n/10 {
		digit := byte('0' + n%10)
		m.line[i], m.reply[i] = digit, digit
	}
}

// check returns an error that names what differs if the reply does not begin
// with got.
func (m *message) check(got []byte) error {
	if bytes.HasPrefix(m.reply, got) {
		return nil
	}
	return fmt.Errorf("the reply to message %d is wrong: %w", m.number, difference(got, m.reply))
}

// difference tells where got begins to differ from want, which may be longer.
func difference(got, want []byte) error {
	at := 0
	for got[at] == want[at] {
		at++
	}
	return fmt.Errorf("from byte %d on it is %s, expected was %s", at, excerpt(got, at), excerpt(want, at))
}

// excerpt quotes a few characters of text from a byte on.
func excerpt(text []byte, at int) string {
	const long = 16
	if rest := text[at:]; len(rest) <= long {
		return fmt.Sprintf("%q", rest)
	}
	return fmt.Sprintf("%q...", text[at:at+long])
}
