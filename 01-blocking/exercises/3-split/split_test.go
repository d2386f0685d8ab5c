package split

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestJoinsACharacterCutInTwo(t *testing.T) {
	check.Begin(t)
	const text = "aéẁ\U00010428ß世!" // characters of one to four bytes
	for cut := range len(text) {
		answered := (&server{}).hears(t, text[:cut], text[cut:])
		require.NotEmpty(t, answered, "all of %q has come, and nothing was answered: Append appends the upper-case form of what is complete to dst, with upperCase, and returns the extended slice", text)
		require.Equal(t, "AÉẀ\U00010400SS世!", answered, "cut after byte %d of %q: keep the first bytes of a character until its rest has come, and nothing else", cut, text)
	}
}

func TestJoinsACharacterThatComesByteByByte(t *testing.T) {
	check.Begin(t)
	answered := (&server{}).hears(t, "\xf0", "\x90", "\x90", "\xa8", "!")
	if rest, begun := strings.CutPrefix(answered, "\U00010400"); begun && strings.HasSuffix(rest, "!") {
		require.Equal(t, "!", rest, "the character that came in four pieces has been answered, and its bytes come again: what was kept has been answered, so empty the tail")
	}
	require.Equal(t, "\U00010400!", answered, "a character may come in four pieces: what was kept and the new byte may still not be enough, then keep both")
}

func TestAnswersAtOnceWhatIsComplete(t *testing.T) {
	check.Begin(t)
	require.Equal(t, "HELLO", (&server{}).hears(t, "hello"), "nothing is missing here: answer all of it, the client waits for it")
	require.Equal(t, "CAF", (&server{}).hears(t, "caf\xc3"), "only the last character is incomplete: answer those before it at once")
}

func TestGivesBackWhatIsNotUTF8(t *testing.T) {
	check.Begin(t)
	answered := (&server{}).hears(t, "a\xff")
	require.NotContains(t, answered, "\ufffd", "0xff has become the character U+FFFD, which utf8.DecodeRune returns for what is no character: give the bytes themselves to upperCase, not string(r)")
	require.Equal(t, "A\xff", answered, "no character begins with 0xff: nothing can complete it, so do not keep it, and give it back unchanged")
	require.Equal(t, "A\xa9\xa9\xa9\xa9", (&server{}).hears(t, "a\xa9\xa9\xa9\xa9"), "these bytes continue a character that has no beginning: do not keep them, and give them back unchanged")
	require.Equal(t, "A\xe4\xb8B", (&server{}).hears(t, "a\xe4\xb8", "b"), "the beginning of a character is followed by something else: give it back unchanged, and go on")
	require.Equal(t, "\xffAÉ", (&server{}).hears(t, "\xffa\xc3", "\xa9"), "a piece has a bad byte, and half a character at its end, which is to be kept: look at the last bytes alone, and not whether all before them is UTF-8")
}

func TestGivesBackAtTheEndWhatWasKept(t *testing.T) {
	check.Begin(t)
	s := &server{}
	s.hears(t, "caf\xc3")
	require.Equal(t, "CAF\xc3", s.hearsTheEnd(t), "half a character was kept, and the input has ended: Flush gives it back as it came")
}

func TestKeepsBytesOfItsOwn(t *testing.T) {
	check.Begin(t)
	s := &server{rereads: true, in: make([]byte, 64)}
	require.Equal(t, "CAFÉ AU LAIT", s.hears(t, "caf\xc3", "\xa9 au lait"), "the server reads the next piece into the same slice: keep a copy of the bytes, not a part of src")
}

// A server reads pieces of text and answers them.
type server struct {
	text    Stream
	rereads bool // into the same slice, as a real server
	in, out []byte
}

// hears returns all that has been answered after so many more pieces.
func (s *server) hears(t *testing.T, pieces ...string) (answered string) {
	t.Helper()
	var last string
	var p *check.Panic
	check.Finishes(t, func() {
		defer func() { p = check.Recovered(recover()) }()
		for _, piece := range pieces {
			last = piece
			if !s.rereads {
				s.in = make([]byte, 64)
			}
			s.in = append(s.in[:0], piece...)
			s.out = s.text.Append(s.out, s.in)
		}
	}, "Append must return, with %q", pieces)
	check.NoPanic(t, p, fmt.Sprintf("That was in Append, when src was %q. All the pieces are %q: a piece may be of any length, even empty", last, pieces))
	return string(s.out)
}

func (s *server) hearsTheEnd(t *testing.T) (answered string) {
	t.Helper()
	check.Finishes(t, func() { s.out = s.text.Flush(s.out) }, "Flush must return")
	return string(s.out)
}
