package scenario

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSilentClient(t *testing.T) {
	const ms = time.Millisecond
	require.Equal(t, Scenario{
		Name:   "the silent client",
		About:  "A connects and says nothing. Do B and C get a reply?",
		Length: 7000 * ms,
		Args:   map[string][]string{"04-pool": {"-workers", "2"}}, // one less than there are clients
		Steps: []Step{
			{At: 300 * ms, Client: "A", Do: Connect},
			{At: 800 * ms, Client: "B", Do: Connect},
			{At: 1100 * ms, Client: "B", Do: Send, Text: "hello"},
			{At: 1600 * ms, Client: "C", Do: Connect},
			{At: 1900 * ms, Client: "C", Do: Send, Text: "hi"},
			{At: 4000 * ms, Client: "A", Do: Leave},
			{At: 4800 * ms, Client: "B", Do: Send, Text: "bye"},
			{At: 5400 * ms, Client: "B", Do: Leave},
			{At: 6600 * ms, Client: "C", Do: Leave},
		},
	}, SilentClient())
}

func TestFaster(t *testing.T) {
	s := SilentClient()
	twice := s.Faster(2)
	require.Equal(t, 3500*time.Millisecond, twice.Length)
	require.Equal(t, 150*time.Millisecond, twice.Steps[0].At)
	require.Equal(t, SilentClient(), s, "the scenario itself is as before")
}

func TestShippedScenarios(t *testing.T) {
	names := Shipped()
	require.GreaterOrEqual(t, len(names), 5)
	require.Equal(t, Default, names[0])
	for _, name := range names {
		s, err := Load(name)
		require.NoError(t, err)
		require.NotEmpty(t, s.About, name)
		require.NotEqual(t, name, s.Name, "it has a title")
		require.Greater(t, s.Length, s.Steps[len(s.Steps)-1].At, name)
		again, err := Parse("again.txt", s.String())
		require.NoError(t, err)
		require.Equal(t, s, again, name)
	}
}

// every is a file with everything that a file can have.
const every = "\ufefftitle everything\r\n" + `
# A comment, and a step that is commented out:
# 0.1s A connects
about   All there is.
length  9s
start   04-pool   -workers 3 -x
start   05-async-netpoll -loops 2

0s     A..C connect
0.5s   A..C send  hello  world
500ms  A sends 20 MB of text
1s     A stops   reading
1.5s   A reads again
2s     B floods
2.5s   B stops flooding
3s     B half-closes
3s	C	resets
4s     C connects
5s     A..B leave
6s     server gets SIGTERM
7s     server gets Ctrl-C
`

func TestParse(t *testing.T) {
	s, err := Parse("every.txt", every)
	require.NoError(t, err)
	require.Equal(t, "everything", s.Name)
	require.Equal(t, "All there is.", s.About)
	require.Equal(t, 9*time.Second, s.Length)
	require.Equal(t, map[string][]string{"04-pool": {"-workers", "3", "-x"}, "05-async-netpoll": {"-loops", "2"}}, s.Args)
	require.Equal(t, []string{"A", "B", "C"}, s.Clients())
	var told []string
	for _, step := range s.Steps {
		told = append(told, step.String())
	}
	require.Equal(t, []string{
		"0s A connects", "0s B connects", "0s C connects",
		"500ms A sends hello  world", "500ms B sends hello  world", "500ms C sends hello  world",
		"500ms A sends 20 MB of text",
		"1s A stops reading", "1.5s A reads again", "2s B floods", "2.5s B stops flooding",
		"3s B half-closes", "3s C resets", "4s C connects", "5s A leaves", "5s B leaves",
		"6s server gets SIGTERM", "7s server gets Ctrl-C",
	}, told)
	require.Equal(t, Step{At: 500 * time.Millisecond, Client: "A", Do: Send, Bytes: 20_000_000}, s.Steps[6])
	require.Equal(t, []Step{
		{At: 6 * time.Second, Client: Server, Do: Terminate},
		{At: 7 * time.Second, Client: Server, Do: Interrupt},
	}, s.Of(Server))
}

func TestLineEndsOfWindows(t *testing.T) {
	unix, err := Parse("every.txt", every)
	require.NoError(t, err)
	windows, err := Parse("every.txt", strings.ReplaceAll(every, "\n", "\r\n"))
	require.NoError(t, err)
	require.Equal(t, unix, windows)
}

func TestOnlyStepsAreRequired(t *testing.T) {
	s, err := Parse(filepath.Join("some", "mine.txt"), "1s A connects")
	require.NoError(t, err)
	require.Equal(t, "mine", s.Name)
	require.Equal(t, 1500*time.Millisecond, s.Length)
}

func TestMistakesAreExplained(t *testing.T) {
	const c = "0s A connects\n"
	for text, want := range map[string]string{
		c + "1s A shouts": `mine.txt:2: "A shouts": expected connects, sends, leaves, half-closes, resets, ` +
			`stops reading, reads again, floods, stops flooding`,
		c + "\n# x\n1s A":              `mine.txt:4: "A": expected connects, sends,`,
		c + "1s":                       `mine.txt:2: "": expected a client, A to Z, as in "A connects" or "A..J connect", or server`,
		"1s a connects":                `mine.txt:1: "a connects": expected a client, A to Z,`,
		"1s AB connects":               `mine.txt:1: "AB connects": expected a client, A to Z,`,
		"1s J..A connect":              `mine.txt:1: "J..A connect": expected a client, A to Z,`,
		"soon A connects":              `mine.txt:1: "soon": expected a time, as in "0.3s A connects", or title, about, length or start`,
		"0.3 A connects":               `mine.txt:1: "0.3": expected a time with its unit, as in 0.3s or 300ms`,
		"-1s A connects":               `mine.txt:1: "-1s": expected a time from 0s on`,
		"2s A connects\n1s B connects": `mine.txt:2: "1s": expected a time from 2s on, for that is the step before`,
		"length 1s\n2s A connects":     `mine.txt:2: "2s": expected a time up to 1s, for that is the length`,
		"2s A connects\nlength 1s":     `mine.txt:2: "length 1s": expected at least 2s, for there is a step then`,
		"length 1s\nlength 2s":         `mine.txt:2: "length": expected one line of this kind, and there is one above`,
		"length long":                  `mine.txt:1: "length long": expected a time, as in "length 7s"`,
		"length 0s":                    `mine.txt:1: "length 0s": expected more than 0s and at most 10m`,
		"length 11m":                   `mine.txt:1: "length 11m": expected more than 0s and at most 10m`,
		"title":                        `mine.txt:1: "title": expected a text behind it`,
		"title a\ntitle b":             `mine.txt:2: "title": expected one line of this kind, and there is one above`,
		"about a\nabout b":             `mine.txt:2: "about": expected one line of this kind, and there is one above`,
		"start 04-pool":                `mine.txt:1: "start 04-pool": expected a stage and its flags, as in "start 04-pool -workers 2"`,
		"start 04 -a\nstart 04 -b":     `mine.txt:2: "start 04": expected one line for this stage, and there is one above`,
		"":                             `mine.txt: expected at least one step, as in "0.3s A connects"`,
		"title a\n# 1s A connects":     `mine.txt: expected at least one step`,
		"1s A connects \xff":           `mine.txt: expected a text file in UTF-8`,

		"1s server dies":                `mine.txt:1: "server dies": expected gets SIGTERM or gets Ctrl-C`,
		"1s server gets SIGKILL":        `mine.txt:1: "server gets SIGKILL": expected gets SIGTERM or gets Ctrl-C`,
		c + "1s A sends":                `mine.txt:2: "A sends": expected what to send, as in "sends hello" or "sends 20 MB of text"`,
		c + "1s A sends 0 MB of text":   `mine.txt:2: "A sends 0 MB of text": expected 1 to 100 MB`,
		c + "1s A sends 101 MB of text": `mine.txt:2: "A sends 101 MB of text": expected 1 to 100 MB`,

		"1s A sends hi":                              `mine.txt:1: "A sends hi": A is not there yet; expected connects first`,
		"1s A leaves":                                `mine.txt:1: "A leaves": A is not there yet; expected connects first`,
		c + "1s A leaves\n2s A sends hi":             `mine.txt:3: "A sends hi": A has left; expected connects first`,
		c + "1s A resets\n2s A leaves":               `mine.txt:3: "A leaves": A has left; expected connects first`,
		c + "1s A..C connect":                        `mine.txt:2: "A..C connect": A is connected already`,
		c + "1s A half-closes\n2s A sends hi":        `mine.txt:3: "A sends hi": A has half-closed and cannot send any more`,
		c + "1s A half-closes\n2s A floods":          `mine.txt:3: "A floods": A has half-closed and cannot send any more`,
		c + "1s A floods\n2s A sends hi":             `mine.txt:3: "A sends hi": A floods; expected stops flooding first`,
		c + "1s A floods\n2s A floods":               `mine.txt:3: "A floods": A floods; expected stops flooding first`,
		c + "1s A stops flooding":                    `mine.txt:2: "A stops flooding": A does not flood; expected floods first`,
		c + "1s A reads again":                       `mine.txt:2: "A reads again": A reads all the time; expected stops reading first`,
		c + "1s A stops reading\n2s A stops reading": `mine.txt:3: "A stops reading": A has stopped reading already`,
	} {
		_, err := Parse("mine.txt", text)
		require.ErrorContains(t, err, want, text)
		require.NotContains(t, err.Error(), "\n", "one line")
	}
}

func TestClientThatComesAgainBeginsAnew(t *testing.T) {
	_, err := Parse("mine.txt", "0s A connects\n1s A stops reading\n2s A floods\n3s A leaves\n4s A connects\n5s A sends hi")
	require.NoError(t, err)
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "mine.txt")
	require.NoError(t, os.WriteFile(path, []byte("1s A connects\n2s A shouts\n"), 0o644))
	_, err := Load(path)
	require.ErrorContains(t, err, path+`:2: "A shouts": expected connects,`)
	_, err = Load(filepath.Join(dir, "none.txt"))
	require.EqualError(t, err, filepath.Join(dir, "none.txt")+": there is no such file")
	_, err = Load(dir)
	require.ErrorContains(t, err, dir+": ")
	_, err = Load("none")
	require.ErrorContains(t, err, "-scenario none: no such scenario; there are silent-client, ")
	for _, name := range Shipped() {
		require.ErrorContains(t, err, name)
	}
	require.Contains(t, err.Error(), "./none.txt")

	t.Chdir(dir)
	require.NoError(t, os.WriteFile("flood", []byte("1s A connects\n"), 0o644))
	own, err := Load("./flood")
	require.NoError(t, err)
	require.Len(t, own.Steps, 1, "a path is a path, also if there is a scenario of that name")
	shipped, err := Load("flood")
	require.NoError(t, err)
	require.Greater(t, len(shipped.Steps), 1)
}

// What the documentation shows must work.
func TestTheExampleInTheDocumentation(t *testing.T) {
	source, err := os.ReadFile("parse.go")
	require.NoError(t, err)
	var lines []string
	for _, line := range strings.Split(string(source), "\n") {
		if example, ok := strings.CutPrefix(line, "//\t"); ok {
			lines = append(lines, example)
		}
	}
	require.Greater(t, len(lines), 5)
	s, err := Parse("example.txt", strings.Join(lines, "\n"))
	require.NoError(t, err)
	require.Equal(t, "the silent client", s.Name)
}

func TestCastKnowsWhoCanDoWhat(t *testing.T) {
	var cast Cast
	require.ErrorContains(t, cast.Take("A", Send), "is not there yet")
	require.Empty(t, cast.Clients())
	for _, step := range []Action{Connect, Send, StopReading, Flood} {
		require.NoError(t, cast.Take("A", step))
	}
	copied := cast.Clone()
	require.NoError(t, cast.Take("A", Leave))
	require.NoError(t, cast.Take("B", Connect))
	require.Equal(t, []Client{{Name: "A", gone: true}, {Name: "B", Here: true}}, cast.Clients())
	require.Equal(t, []Client{{Name: "A", Here: true, Deaf: true, Flooding: true}}, copied.Clients())
	require.ErrorContains(t, cast.Take("A", Send), "has left")
}

func TestFilesHaveALimit(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "large.txt")
	require.NoError(t, os.WriteFile(path, bytes.Repeat([]byte("#\n"), maxFile/2+1), 0o600))
	_, err := Load(path)
	require.EqualError(t, err, path+": it is larger than 1048576 bytes")

	steps := "0s A connects\n" + strings.Repeat("1s A sends x\n", mostSteps)
	_, err = Parse("s.txt", steps)
	require.EqualError(t, err, `s.txt:5001: "A sends x": expected at most 5000 steps`)
}
