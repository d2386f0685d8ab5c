package lines

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestJoinsALineCutInTwo(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []string{"hel", "lo\n"}}
	heard := c.meets(t)
	require.NotContains(t, heard, "6: HELLO", "hello has 5 bytes: give answer the line without its newline")
	require.Equal(t, "5: HELLO\n", first(1, heard), "one Read is not one line: keep what has come until the newline is there")
}

func TestTakesAwayTheNewlineAlone(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []string{" \thello \t\n"}}
	require.Equal(t, "9:  \tHELLO \t\n", first(1, c.meets(t)), "blanks at both ends of a line belong to it: take away the newline and nothing else, as strings.TrimSuffix does. strings.TrimSpace takes too much")
	c = &client{reads: []string{"hello\r\n"}}
	require.Equal(t, "6: HELLO\r\n", first(1, c.meets(t)), "the carriage return, \\r, has been taken away together with the newline: here it belongs to the line")
}

func TestCutsTwoLinesApart(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []string{"hello\nb", "ye\n"}}
	require.Equal(t, "5: HELLO\n3: BYE\n", first(2, c.meets(t)), "one Read may bring more than one line: answer each, and keep what comes after the last newline")
}

func TestAnswersTheLastLineWithoutNewline(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []string{"hello\n", "bye"}}
	require.Equal(t, "5: HELLO\n3: BYE\n", c.meets(t), "the last line may have no newline: at the end of the input, answer what is left")
}

func TestAnswersALineAtOnce(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []string{"hello\n", "bye\n"}}
	c.meets(t)
	require.Equal(t, "5: HELLO\n", c.heardBefore(1), "the client waits for its answer before it says more: answer a line as soon as its newline has come, and only then read on")
}

func TestAnswersAnEmptyLine(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []string{"\nhello\n"}}
	require.Equal(t, "0: \n5: HELLO\n", first(2, c.meets(t)), "an empty line is a line: each newline gets an answer")
}

func TestEndsWithTheLastNewline(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []string{"hello\n"}}
	require.Equal(t, "5: HELLO\n", c.meets(t), "a newline ends a line, it does not begin one: when nothing comes after the last newline, there is nothing to answer")
}

func TestAnswersALongLine(t *testing.T) {
	check.Begin(t)
	c := &client{reads: []string{strings.Repeat("x", 100_000) + "\nhello\n"}}
	want := "100000: " + strings.Repeat("X", 100_000) + "\n5: HELLO\n"
	require.True(t, want == first(2, c.meets(t)), "a line may have any length: do not count on a buffer being large enough, and mind that a bufio.Scanner stops at 64 KiB")
}

// A client says what is in reads, hears the answers, and closes its half.
type client struct {
	reads  []string
	heard  []byte
	before []string // what had been heard when each of the reads began
	ended  bool
}

// meets runs handle with the client and returns what the client has heard.
func (c *client) meets(t *testing.T) string {
	t.Helper()
	check.Finishes(t, func() { handle(c) }, "is the end of the input handled? Every error of Read must end the loop")
	return string(c.heard)
}

// first returns the first n lines of what was heard.
func first(n int, heard string) string {
	lines := strings.SplitAfter(heard, "\n")
	return strings.Join(lines[:min(n, len(lines))], "")
}

// heardBefore returns what the client had heard before it said a part of reads.
func (c *client) heardBefore(part int) string {
	if part >= len(c.before) {
		return ""
	}
	return c.before[part]
}

func (c *client) Read(b []byte) (int, error) {
	if c.ended {
		runtime.Goexit() // or it might go on for ever
	}
	if len(c.reads) == 0 {
		c.ended = true
		return 0, io.EOF
	}
	c.before = append(c.before, string(c.heard))
	n := copy(b, c.reads[0])
	c.reads[0] = c.reads[0][n:]
	if c.reads[0] == "" {
		c.reads = c.reads[1:]
	}
	return n, nil
}

func (c *client) Write(b []byte) (int, error) {
	c.heard = append(c.heard, b...)
	return len(b), nil
}
