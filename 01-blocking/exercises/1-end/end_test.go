package end

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestReturnsAtTheEnd(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"hello\n"}}
	answered := meets(t, c)
	require.Equal(t, "HELLO\n", answered, "answer what the client has said before it left")
	require.False(t, c.ReadOn, "Read has returned io.EOF, and your code calls it again: nothing more will ever come")
}

func TestAnswersBeforeItReadsOn(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"hello\n", "bye\n"}}
	meets(t, c)
	require.Equal(t, "HELLO\n", c.HeardBefore(1), "answer what a Read has brought before you read again: the client may wait for it, and say no more until then")
}

func TestJoinsACharacterCutInTwo(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"hello\n", "caf\xc3", "\xa9\n"}}
	require.Equal(t, "HELLO\nCAFÉ\n", meets(t, c), "one Read has brought the first half of é, the next one the second: text.Append keeps the first half until the second has come. Call text.Flush at the end only, and write all of out: an answer may be longer or shorter than what a Read has brought")
}

func TestKeepsWhatComesWithTheEnd(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"hello\n", "bye\n"}, Together: true}
	require.Equal(t, "HELLO\nBYE\n", meets(t, c), "Read may return bytes and io.EOF at once: look at n before you look at the error")
}

func TestGivesBackAnUnfinishedCharacter(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"caf\xc3"}}
	require.Equal(t, "CAF\xc3", meets(t, c), "half a character is left over at the end: text.Flush gives it back")
}

func TestReturnsAfterAReset(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"hello\n"}, Ends: errors.New("connection reset by peer")}
	require.Equal(t, "HELLO\n", meets(t, c), "answer what the client has said before the reset")
	require.False(t, c.ReadOn, "after a reset nothing more will come: every error ends the conversation, not io.EOF alone")
}

func TestGoesOnAfterAnEmptyRead(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"", "hello\n"}}
	require.Equal(t, "HELLO\n", meets(t, c), "Read has returned no bytes and no error: that is not the end. Only an error is")
}

// meets runs handle with a client and returns what the client has heard.
func meets(t *testing.T, c *check.Speaker) string {
	t.Helper()
	heard := c.Meets(t, handle)
	require.False(t, repeats(heard), "the client has said each line once and has heard %q: a line is answered twice. Is it still in out when you write again? out[:0] begins anew", heard)
	return heard
}

// repeats reports whether a text has the same line more than once.
func repeats(text string) bool {
	lines := slices.Sorted(strings.Lines(text))
	return len(slices.Compact(slices.Clone(lines))) < len(lines)
}
