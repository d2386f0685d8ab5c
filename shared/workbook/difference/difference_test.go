package difference

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/changes"
	"workbook/shared/stage"
	"workbook/shared/terminal"
	"workbook/shared/workbook/screen"
)

var (
	one = stage.Stage{Name: "01-one"}
	two = stage.Stage{Name: "02-two"}
)

// written returns what is written about a file, without the summary.
func written(columns int, colour bool, hunks ...changes.Hunk) string {
	var out bytes.Buffer
	Write(&screen.Screen{Out: &out, Columns: columns, Colour: colour}, one, two,
		[]changes.File{{Name: "main.go", Before: true, After: true, Hunks: hunks}})
	text, _, _ := strings.Cut(out.String(), "\n\n")
	_, text, _ = strings.Cut(text, "\n") // behind the names
	return text
}

func TestOneWordStandsOut(t *testing.T) {
	hunk := changes.Hunk{{Before: 7, Text: "\thandle(conn)"}, {After: 7, Text: "\tgo handle(conn)"}}
	require.Equal(t, ""+
		"\x1b[2m   7\x1b[0m \x1b[38;5;166m-\x1b[0m \x1b[38;5;166m    handle(conn)\x1b[0m\n"+
		"\x1b[2m   7\x1b[0m \x1b[38;5;32m+\x1b[0m \x1b[38;5;32m    \x1b[0m\x1b[1;4m\x1b[38;5;32mgo \x1b[0m\x1b[0m\x1b[38;5;32mhandle(conn)\x1b[0m",
		written(80, true, hunk))
}

func TestWhatDiffersInALine(t *testing.T) {
	for _, test := range []struct{ a, b, inA, inB string }{
		{"handle(conn)", "go handle(conn)", "", "go "},
		{"a := 1 // one", "a := 2 // one", "1", "2"},
		{"all of it", "something else", "", ""},
		{"x := f(a)", "\tx := f(a)", "", ""}, // an indent is seen as it is
		{"say 你好 twice", "say 你们 twice", "好", "们"},
		{"aaa bbb", "aaa bbb bbb", "", " bbb"},
		{"é and more", "è and more", "é", "è"}, // they share their first byte
		{"more of é", "more of ɩ", "é", "ɩ"},   // and these their last one
	} {
		a, b := &line{Line: changes.Line{Text: test.a}}, &line{Line: changes.Line{Text: test.b}}
		compare(a, b)
		require.Equal(t, test.inA, a.Text[a.from:a.to], "%q and %q", test.a, test.b)
		require.Equal(t, test.inB, b.Text[b.from:b.to], "%q and %q", test.a, test.b)
	}
}

func TestNoLineIsWiderThanTheTerminal(t *testing.T) {
	hunk := changes.Hunk{
		{Before: 1, After: 1, Text: strings.Repeat("\t", 20) + "deep"},
		{Before: 2, Text: strings.Repeat("word ", 50)},
		{After: 2, Text: strings.Repeat("你好", 60)},
		{After: 3, Text: "\x1b[2J" + strings.Repeat("x", 300) + " "},
	}
	for _, columns := range []int{40, 41, 80, 119, 120, 121, 140} {
		for line := range strings.Lines(written(columns, false, hunk)) {
			line = strings.TrimSuffix(line, "\n")
			require.LessOrEqual(t, terminal.Width(line), columns, line)
			require.NotContains(t, line, "\x1b", "what steers a terminal stays out")
			require.Equal(t, strings.TrimRight(line, " "), line)
			if columns >= SideBySide && strings.Contains(line, divider) {
				at := terminal.Width(line[:strings.Index(line, divider)])
				require.Equal(t, (columns-len(divider))/2, at, "the divider is straight: %s", line)
			}
		}
	}
}

func TestAVeryNarrowTerminalGetsAllOfIt(t *testing.T) {
	hunk := changes.Hunk{{Before: 1, After: 1, Text: "\t\tsame"}, {After: 2, Text: "\tlonger than the terminal is"}}
	for columns := 1; columns < 40; columns++ {
		require.Contains(t, written(columns, false, hunk), "   2 + ", columns)
		require.Contains(t, strings.Join(strings.Fields(written(columns, false, hunk)), ""), "longerthantheterminalis", columns)
	}
}

func TestUnequalSidesAreBesideOneAnother(t *testing.T) {
	hunk := changes.Hunk{
		{Before: 1, After: 1, Text: "same"},
		{Before: 2, Text: "gone"},
		{After: 2, Text: "come"},
		{After: 3, Text: "more"},
		{Before: 3, After: 4, Text: "end"},
	}
	var got []string
	for line := range strings.Lines(written(120, false, hunk)) {
		left, right, found := strings.Cut(strings.TrimRight(line, "\n"), " |")
		require.True(t, found, line)
		got = append(got, strings.TrimRight(left, " ")+"|"+right)
	}
	require.Equal(t, []string{
		"   1   same|    1   same",
		"   2 - gone|    2 + come",
		"|    3 + more",
		"   3   end|    4   end",
	}, got)
}

func TestSummary(t *testing.T) {
	require.Equal(t, "No line is changed.", summary(0, 0))
	require.Equal(t, "1 line changed: 0 taken away, 1 added.", summary(0, 1))
	require.Equal(t, "6 lines changed: 3 taken away, 3 added.", summary(3, 3))
}
