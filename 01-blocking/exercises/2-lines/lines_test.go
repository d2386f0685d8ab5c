package lines

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestJoinsALineCutInTwo(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"hel", "lo\n"}}
	heard := c.Meets(t, handle)
	require.NotContains(t, heard, "6: HELLO", "hello has 5 bytes: give answer the line without its newline")
	require.Equal(t, "5: HELLO\n", first(1, heard), "one Read is not one line: keep what has come until the newline is there")
}

func TestTakesAwayTheNewlineAlone(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{" \thello \t\n"}}
	require.Equal(t, "9:  \tHELLO \t\n", first(1, c.Meets(t, handle)), "blanks at both ends of a line belong to it: take away the newline and nothing else, as strings.TrimSuffix does. strings.TrimSpace takes too much")
	c = &check.Speaker{Says: []string{"hello\r\n"}}
	require.Equal(t, "6: HELLO\r\n", first(1, c.Meets(t, handle)), "the carriage return, \\r, has been taken away together with the newline: here it belongs to the line. bufio.Scanner and the method ReadLine of bufio.Reader take it away")
}

func TestCutsTwoLinesApart(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"hello\nb", "ye\n"}}
	require.Equal(t, "5: HELLO\n3: BYE\n", first(2, c.Meets(t, handle)), "one Read may bring more than one line: answer each, and keep what comes after the last newline")
}

func TestAnswersTheLastLineWithoutNewline(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"hello\n", "bye"}}
	heard := c.Meets(t, handle)
	require.NotContains(t, heard, "2: BY\n", "the last line is bye, without a newline, and its last byte has been cut off: take away the last byte only if it is a newline, as strings.TrimSuffix does")
	require.Equal(t, "5: HELLO\n3: BYE\n", heard, "the last line may have no newline: at the end of the input, answer what is left")
}

func TestAnswersALineAtOnce(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"hello\n", "bye\n"}}
	c.Meets(t, handle)
	require.Equal(t, "5: HELLO\n", c.HeardBefore(1), "the client waits for its answer before it says more: answer a line as soon as its newline has come, and only then read on")
}

func TestAnswersAnEmptyLine(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"\nhello\n"}}
	require.Equal(t, "0: \n5: HELLO\n", first(2, c.Meets(t, handle)), "an empty line is a line: each newline gets an answer")
}

func TestAnswersAllLinesOfOneRead(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"one\ntwo\nthree\n", "bye\n"}}
	c.Meets(t, handle)
	require.Contains(t, c.HeardBefore(1), "THREE", "one Read has brought three lines, and the next Read came before all of them were answered: look for newlines until there is none left, and read on only then")
}

func TestReturnsAfterAReset(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"hello\n"}, Ends: errors.New("connection reset by peer")}
	require.NotEmpty(t, c.Meets(t, handle), "answer what the client has said before the reset")
	require.False(t, c.ReadOn, "after a reset nothing more will come: every error ends the input, not io.EOF alone")
}

func TestEndsWithTheLastNewline(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{"hello\n"}}
	require.Equal(t, "5: HELLO\n", c.Meets(t, handle), "a newline ends a line, it does not begin one: when nothing comes after the last newline, there is nothing to answer")
}

func TestAnswersALongLine(t *testing.T) {
	check.Begin(t)
	c := &check.Speaker{Says: []string{strings.Repeat("x", 100_000) + "\nhello\n"}}
	want := "100000: " + strings.Repeat("X", 100_000) + "\n5: HELLO\n"
	require.True(t, want == first(2, c.Meets(t, handle)), "a line may have any length: do not count on a buffer being large enough, and mind that a bufio.Scanner stops at 64 KiB")
}

// first returns the first n lines of what was heard.
func first(n int, heard string) string {
	lines := strings.SplitAfter(heard, "\n")
	return strings.Join(lines[:min(n, len(lines))], "")
}
