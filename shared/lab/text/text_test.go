package text

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/recording/sample"
	"workbook/shared/terminal"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a picture with the one in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "go test ./shared/lab/text -update writes it")
	require.Equal(t, string(want), got, "go test ./shared/lab/text -update accepts it")
}

func draw(t *testing.T, o Options, recordings ...recording.Recording) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, Write(&b, layout.Panels(recordings...), o))
	return b.String()
}

func workbook() (all []recording.Recording) {
	for _, stage := range []string{"01-blocking", "02-goroutines", "03-oop-style", "04-pool", "05-async-netpoll"} {
		all = append(all, sample.SilentClient(stage))
	}
	return all
}

// chinese has wide characters in every place where a client's text is shown.
func chinese() recording.Recording {
	return sample.Recording(recording.About("01-blocking", nil),
		"0.3 A connect", "0.3002 log A picked up",
		"0.8 B connect", "1.1 B send 你好，世界", "1.6 C connect", "1.7 C send 再见",
		"4 A leave", "4.0002 log A dropped", "4.0003 log B picked up", "4.0004 B reply 你好，世界",
		"4.3 B send 第一个问题和第二个问题", "4.3003 B reply 第一个问题和第二个问题", "4.6 B send 再见", "4.6003 B reply 再见",
		"5.4 B leave", "5.4002 log B dropped", "5.4003 log C picked up", "5.4004 C reply 再见",
		"6.6 C leave", "6.6002 log C dropped")
}

func TestPictures(t *testing.T) {
	for _, columns := range []int{48, 80, 120} {
		golden(t, fmt.Sprintf("workbook-%d.txt", columns), draw(t, Options{Columns: columns}, workbook()...))
	}
	golden(t, "chinese-80.txt", draw(t, Options{Columns: 80}, chinese()))
	golden(t, "chinese-48.txt", draw(t, Options{Columns: 48}, chinese()))
	golden(t, "trouble-80.txt", draw(t, Options{Columns: 80}, sample.Recording(recording.About("06-mine", nil),
		"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "0.8 log B picked up", "1.1 B send hello",
		"1.2 B cut off", "1.2 lab ended panic: oh no", "1.6 C connect", "1.6 C refused", "4 A leave")))
	golden(t, "habits-80.txt", draw(t, Options{Columns: 80}, habits()...))
	golden(t, "habits-48.txt", draw(t, Options{Columns: 48}, habits()...))
	golden(t, "colour-80.txt", draw(t, Options{Columns: 80, Colour: true}, workbook()...))
}

// habits is what clients may do besides asking and waiting.
func habits() []recording.Recording {
	slow := []string{
		"0.3 A connect", "0.3 log A picked up", "0.5 A flood", "1.2 A stop reading", "1.3 A stalled 5000000 bytes",
		"1.6 B connect", "1.6 log B picked up", "1.9 B send hello", "1.9003 B reply HELLO", "3 B half-close", "3.1 B hung up",
		"3.1 log B dropped", "4.6 A read again", "5.3999 A flooded 812000000 bytes", "5.4 A reset", "5.4 log A dropped",
	}
	end := []string{
		"0.3 A connect", "0.3 log A picked up", "1 B connect", "1 log B picked up", "1.2 B stop reading",
		"1.4 B send 20000000 bytes", "1.5 B stalled 7000000 bytes", "3 lab signal SIGTERM", "3.1 A hung up", "3.1 log A dropped",
		"4 B read again", "4.1 B reply 20000000 bytes", "4.2 B hung up", "4.2 log B dropped", "4.2 lab ended exit status 0",
	}
	return []recording.Recording{
		sample.Recording(recording.About("05-async-netpoll", nil), slow...),
		sample.Recording(recording.About("05-async-netpoll", nil), end...),
		sample.Recording(recording.Stranger("127.0.0.1:8000"), "0.3 A connect", "0.8 B connect", "1.1 B send hello",
			"4 A leave", "4.0003 B reply HELLO", "6 B leave"),
	}
}

var escape = regexp.MustCompile("\x1b\\[[0-9;]*m")

// Colour only adds: without it, the same characters are there, and what is blank
// then is a bar's filling.
func TestColourOnlyAdds(t *testing.T) {
	with := escape.ReplaceAllString(draw(t, Options{Columns: 80, Colour: true}, workbook()...), "")
	without := draw(t, Options{Columns: 80}, workbook()...)
	filling := strings.NewReplacer("#", " ", "=", " ", " \n", "\n")
	require.Equal(t, filling.Replace(without), filling.Replace(with))
	require.NotContains(t, without, "\x1b")
}

func TestEveryLineFits(t *testing.T) {
	for columns := MinColumns; columns < 130; columns++ {
		for _, l := range strings.Split(draw(t, Options{Columns: columns}, append(append(workbook(), chinese()), habits()...)...), "\n") {
			require.LessOrEqual(t, columnsOf(l), columns, l)
		}
	}
}

// columnsOf counts as a terminal does, and not by this package's means.
func columnsOf(l string) int {
	n := 0
	for _, r := range l {
		if n++; r >= 0x1100 {
			n++
		}
	}
	return n
}

// What a reader must see at any width: A in front, B and C hatched behind.
func TestTheCauseStandsAboveTheEffect(t *testing.T) {
	for columns := MinColumns; columns < 130; columns++ {
		picture := strings.Split(draw(t, Options{Columns: columns}, sample.SilentClient("01-blocking")), "\n")
		server, a, b := find(t, picture, "server "), laneOf(t, picture, "A"), laneOf(t, picture, "B")
		left := strings.Index(a, "x")
		require.Equal(t, left, strings.LastIndex(b[:left+1], "v"), "B has its reply when A leaves")
		require.Equal(t, byte('['), server[left], "and the server turns to B")
		require.Regexp(t, `[.|]\^/+ (waits )?2\.9 s /+v#`, b)
		require.Contains(t, laneOf(t, picture, "C"), "3.5 s")
	}
}

func find(t *testing.T, picture []string, prefix string) string {
	t.Helper()
	for _, l := range picture {
		if strings.HasPrefix(l, prefix) {
			return l
		}
	}
	require.Fail(t, "there is no line that begins with "+prefix)
	return ""
}

func laneOf(t *testing.T, picture []string, client string) string {
	t.Helper()
	lane := regexp.MustCompile(`^(client )?` + client + ` .*\|`)
	for _, l := range picture {
		if lane.MatchString(l) {
			return l
		}
	}
	require.Fail(t, "there is no lane for "+client)
	return ""
}

func TestManyClientsStayReadable(t *testing.T) {
	lines := []string{"0.01 A connect", "0.01 log A picked up"}
	for i := range 11 {
		lines = append(lines, fmt.Sprintf("0.%d %c connect", i+10, 'B'+i), fmt.Sprintf("1.%d %c send hi", i+10, 'B'+i))
	}
	picture := strings.Split(draw(t, Options{Columns: 80}, sample.Recording(recording.About("01-blocking", nil), lines...)), "\n")
	for i := range 12 {
		laneOf(t, picture, string(rune('A'+i)))
	}
}

func TestLongNamesHaveLinesOfTheirOwn(t *testing.T) {
	long := "06-" + strings.Repeat("mine-", 20) + "最后"
	panels := []layout.Panel{
		{Name: "01-blocking", Axis: layout.Axis{End: 1}, Longest: layout.Longest{Time: "3.5 s", Why: "B waits until A has left."}},
		{Name: long, Axis: layout.Axis{End: 1}, Longest: layout.Longest{Time: "1.0 ms", Why: "Nobody waits for another client."}},
	}
	for _, columns := range []int{MinColumns, 80} {
		var b strings.Builder
		require.NoError(t, Write(&b, panels, Options{Columns: columns}))
		_, summary, _ := strings.Cut(b.String(), "Longest wait for a reply:\n")
		lines := strings.Split(summary, "\n")
		require.Contains(t, lines[0], "01-blocking   3.5 s  B waits until A")
		for _, l := range lines {
			require.LessOrEqual(t, terminal.Width(l), columns, l)
		}
		require.Contains(t, strings.ReplaceAll(summary, "\n", ""), long)
		require.Contains(t, summary, "\n             1.0 ms  Nobody")
	}
}

func TestTextFromClientsCannotSpoilThePicture(t *testing.T) {
	got := draw(t, Options{Columns: 80}, sample.Recording(recording.About("02-goroutines", nil),
		"1 A connect", "1 log A picked up", "1.5 A send \x1b[2J\r\t\u202e", "1.6 A reply x", "2 A leave"))
	require.NotRegexp(t, "[\x1b\r\t\u202e]", got)
}

func TestWideCharactersAreNotCutInTwo(t *testing.T) {
	l := newLine(5)
	l.put(0, "你好你", plain)
	require.Equal(t, "你好", l.render(false))
	l.put(4, "z", plain)
	l.put(1, "x", plain) // over the second half of the first
	require.Equal(t, " x好z", l.render(false))
	l.put(2, "y", plain) // over the first half of the second
	require.Equal(t, " xy z", l.render(false))
}

func TestControlCharactersAreDropped(t *testing.T) {
	l := newLine(10)
	l.put(0, "a\x1b[\u202eb\u0301", plain)
	require.Equal(t, "a[b\u0301", l.render(true))
}
