package screen

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/terminal"
)

func TestColoursSayNothingThatIsNotThereWithout(t *testing.T) {
	const words = "Read may return bytes and io.EOF at once: look at n before you look at the error, or the last of them are lost."
	write := func(colour bool) string {
		var out bytes.Buffer
		s := &Screen{Out: &out, Columns: 60, Colour: colour}
		s.Labelled(Bad, "Not yet", words)
		s.Prose(4, Strong, words)
		s.Block(2, Faint, "one\n\n\ttwo \n")
		return out.String()
	}
	plain, coloured := write(false), write(true)
	require.NotContains(t, plain, "\x1b")
	escape := regexp.MustCompile(`\x1b\[[0-9;]*m`)
	fields := func(text string) []string { return strings.Fields(strings.ReplaceAll(text, "Not yet:", "Not yet")) }
	require.Equal(t, fields(plain), fields(escape.ReplaceAllString(coloured, "")))
	for _, text := range []string{plain, escape.ReplaceAllString(coloured, "")} {
		for line := range strings.Lines(text) {
			require.LessOrEqual(t, terminal.Width(strings.TrimSuffix(line, "\n")), 60)
		}
	}
	for line := range strings.Lines(coloured) {
		ons := escape.FindAllString(line, -1)
		if len(ons) > 0 {
			require.Equal(t, "\x1b[0m", ons[len(ons)-1], "a colour does not go beyond its line: %q", line)
		}
	}
}

func TestEachStyleHasItsLook(t *testing.T) {
	s := &Screen{Colour: true}
	seen := make(map[string]bool)
	for style := Plain; style <= Standout; style++ {
		text := s.Paint(style, "x")
		require.False(t, seen[text], "%d", style)
		seen[text] = true
	}
	require.Empty(t, s.Paint(Strong, ""))
}

func TestWhereThereIsNoTerminalItIsTakenForANarrowOne(t *testing.T) {
	s := New(new(bytes.Buffer))
	require.False(t, s.Colour)
	require.Zero(t, s.Columns)
	require.Equal(t, 80, s.Width())
}
