package servertest

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// A script is what clients do, one step after the other. A client connects when
// it has its first step. After a reset, or when it should send although it has
// said all, its number goes to a new client.
type script []step

// A step is what one client does.
type step struct {
	client int
	verb   verb
	text   string // sends it
	times  int    // as often as this
	most   int    // reads no more than so many bytes of what it is owed
}

type verb int

const (
	sends verb = iota
	reads
	closesItsHalf
	resets
)

func (s step) String() string {
	switch s.verb {
	case sends:
		return fmt.Sprintf("client %d sends %q, %d times", s.client, s.text, s.times)
	case reads:
		return fmt.Sprintf("client %d reads, at most %d bytes", s.client, s.most)
	case closesItsHalf:
		return fmt.Sprintf("client %d closes its half", s.client)
	default:
		return fmt.Sprintf("client %d resets", s.client)
	}
}

// GoString is how rapid prints a script.
func (s script) GoString() string {
	var b strings.Builder
	for i, step := range s {
		fmt.Fprintf(&b, "\n%4d. %v", i+1, step)
	}
	return b.String()
}

// mostSent is how many bytes one step sends at most. mostOwed is how many a
// client may be owed when it sends: with more, it reads before. So all it has sent
// finds room in its own send buffer, and a script never waits for itself.
const (
	mostSent = 64 << 10
	mostOwed = 256 << 10
)

// scripts generates scripts for so many clients, or fewer.
func scripts(clients int) *rapid.Generator[script] {
	pieces := rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom([]string{"a", "ß", "é", "你", "🙂", "ﬃ", "ŉ", "\n"}),
		rapid.SampledFrom([]string{"\xc3", "\xa9", "\xe4", "\xbd", "\xa0", "\xf0\x9f", "\x99\x82"}), // of é, 你, 🙂
		rapid.Map(rapid.Rune(), func(r rune) string { return string(r) }),
		rapid.Map(rapid.Byte(), func(b byte) string { return string([]byte{b}) }),
	), 1, 20)
	steps := func(clients int) *rapid.Generator[step] {
		return rapid.Custom(func(t *rapid.T) step {
			s := step{
				verb:   rapid.SampledFrom([]verb{sends, sends, sends, reads, reads, closesItsHalf, resets}).Draw(t, "verb"),
				client: rapid.IntRange(0, clients-1).Draw(t, "client"),
			}
			switch s.verb {
			case sends:
				s.text = strings.Join(pieces.Draw(t, "pieces"), "")
				s.times = rapid.IntRange(1, mostSent/len(s.text)).Draw(t, "times")
			case reads:
				s.most = rapid.IntRange(1, mostOwed).Draw(t, "most")
			}
			return s
		})
	}
	return rapid.Custom(func(t *rapid.T) script {
		n := rapid.IntRange(1, clients).Draw(t, "clients")
		length := rapid.IntRange(1, 400).Draw(t, "length")
		return rapid.SliceOfN(steps(n), length, length+20).Draw(t, "steps")
	})
}
