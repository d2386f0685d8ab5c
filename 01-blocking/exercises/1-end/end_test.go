package end

import (
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestReturnsAtTheEnd(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []read{{"hello\n", nil}, {"", io.EOF}}}
	answered := c.meets(t)
	require.Equal(t, "HELLO\n", answered, "answer what the client has said before it left")
	require.False(t, c.readOn, "Read has returned io.EOF, and your code calls it again: nothing more will ever come")
}

func TestKeepsWhatComesWithTheEnd(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []read{{"hello\n", nil}, {"bye\n", io.EOF}}}
	require.Equal(t, "HELLO\nBYE\n", c.meets(t), "Read may return bytes and io.EOF at once: look at n before you look at the error")
}

func TestGivesBackAnUnfinishedCharacter(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []read{{"caf\xc3", nil}, {"", io.EOF}}}
	require.Equal(t, "CAF\xc3", c.meets(t), "half a character is left over at the end: text.Flush gives it back")
}

func TestReturnsAfterAReset(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []read{{"hello\n", nil}, {"", errors.New("connection reset by peer")}}}
	require.Equal(t, "HELLO\n", c.meets(t), "answer what the client has said before the reset")
	require.False(t, c.readOn, "after a reset nothing more will come: every error ends the conversation, not io.EOF alone")
}

func TestGoesOnAfterAnEmptyRead(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []read{{"", nil}, {"hello\n", nil}, {"", io.EOF}}}
	require.Equal(t, "HELLO\n", c.meets(t), "Read has returned no bytes and no error: that is not the end. Only an error is")
}

// A client says what is in reads and hears the answers.
type client struct {
	reads  []read
	ended  bool // the last of them has been taken
	readOn bool // and there was one more
	heard  []byte
}

type read struct {
	text string
	err  error
}

// meets runs handle with the client and returns what the client has heard.
func (c *client) meets(t *testing.T) string {
	t.Helper()
	check.Finishes(t, func() { handle(c) }, "is the end of the input handled? Every error of Read must end the loop")
	heard := string(c.heard)
	require.False(t, repeats(heard), "the client has said each line once and has heard %q: a line is answered twice. Is it still in out when you write again? out[:0] begins anew", heard)
	return heard
}

// repeats reports whether a text has the same line more than once.
func repeats(text string) bool {
	lines := slices.Sorted(strings.Lines(text))
	return len(slices.Compact(slices.Clone(lines))) < len(lines)
}

func (c *client) Read(b []byte) (int, error) {
	if c.ended {
		c.readOn = true
		runtime.Goexit() // or it might go on for ever
	}
	next := c.reads[0]
	c.reads = c.reads[1:]
	c.ended = next.err != nil
	return copy(b, next.text), next.err
}

func (c *client) Write(b []byte) (int, error) {
	c.heard = append(c.heard, b...)
	return len(b), nil
}
