package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
	"workbook/shared/lifeline"
	"workbook/shared/stage"
)

// deadline is for everything that could hang.
const deadline = 30 * time.Second

// TestMain makes this program the lab when labCommand asks for it.
func TestMain(m *testing.M) {
	if os.Getenv("WORKBOOK_TEST_IS_LAB") != "" {
		main()
		return
	}
	goleak.VerifyTestMain(m)
}

// labCommand returns the lab as a process, run in dir. Its temporary files go to
// a folder of their own.
func labCommand(t *testing.T, dir string, args ...string) (cmd *exec.Cmd, temp string) {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(cancel)
	temp = t.TempDir()
	cmd = exec.CommandContext(ctx, program, args...)
	cmd.WaitDelay = deadline / 2 // a server that it has left behind may hold the pipes
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "WORKBOOK_TEST_IS_LAB=1", "TMPDIR="+temp, "TMP="+temp, "TEMP="+temp)
	return cmd, temp
}

// The point of the workbook, from real processes: A, who says nothing, holds up
// stage 01 and not stage 02.
func TestSilentClientHoldsUpStage01Only(t *testing.T) {
	root, err := stage.Root()
	require.NoError(t, err)
	stages, err := stage.Choose(root, "01,02")
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	var told bytes.Buffer
	var recordings []recording.Recording
	var panels []layout.Panel
	stands := []*regexp.Regexp{
		regexp.MustCompile(`: 1 goroutine waits here: conn\.Read, 01-blocking/main\.go:\d+\.`),
		regexp.MustCompile(`: 3 goroutines wait here: conn\.Read, 02-goroutines/main\.go:\d+; 1 here: listener\.Accept, `),
	}
	for _, speed := range []float64{10, 4, 1} { // on a busy machine a fast play may be over before anybody has looked
		recordings, err = record(ctx, plan{stages: stages, scenario: scenario.SilentClient().Faster(speed)}, newProgress(&told, 0))
		require.NoError(t, err)
		require.Len(t, recordings, 2)
		panels = layout.Panels(recordings...)
		if stands[0].MatchString(panels[0].Stands) && stands[1].MatchString(panels[1].Stands) && endsAt(recordings[0]) == "listener.Accept" {
			break
		}
	}
	blocking, goroutines := recordings[0].Events, recordings[1].Events

	require.Greater(t, place(t, blocking, "B", recording.Reply), place(t, blocking, "A", recording.Leave))
	require.Greater(t, place(t, blocking, "C", recording.Reply), place(t, blocking, "B", recording.Leave))
	require.Less(t, place(t, goroutines, "B", recording.Reply), place(t, goroutines, "A", recording.Leave))
	require.Less(t, place(t, goroutines, "C", recording.Reply), place(t, goroutines, "A", recording.Leave))
	for _, r := range recordings {
		for _, client := range []string{"A", "B", "C"} {
			place(t, r.Events, client, recording.PickedUp)
			place(t, r.Events, client, recording.Dropped)
		}
	}
	require.Regexp(t, stands[0], panels[0].Stands)
	require.Regexp(t, stands[1], panels[1].Stands)
	require.Equal(t, "listener.Accept", endsAt(recordings[0]), "there was a look after everybody had left")
	require.True(t, strings.HasPrefix(told.String(), "Building 01-blocking, 02-goroutines"), told.String())
}

// endsAt returns what the server waits for when all is over.
func endsAt(r recording.Recording) string {
	if n := len(r.Samples); n > 0 && len(r.Samples[n-1].Places) > 0 {
		return r.Samples[n-1].Places[0].Call
	}
	return "nobody has looked"
}

// place returns where in a recording something happens for the first time.
func place(t *testing.T, events []recording.Event, client string, kind recording.Kind) int {
	t.Helper()
	i := find(events, client, kind)
	require.GreaterOrEqual(t, i, 0, "%s: %s", client, kind)
	return i
}

// find is place for what may not happen: then it returns -1.
func find(events []recording.Event, client string, kind recording.Kind) int {
	return slices.IndexFunc(events, func(e recording.Event) bool { return e.Client == client && e.Kind == kind })
}

func TestEveryStageOfTheWorkbookHasATitle(t *testing.T) {
	root, err := stage.Root()
	require.NoError(t, err)
	stages, err := stage.All(root)
	require.NoError(t, err)
	for _, s := range stages {
		if s.Number() <= "05" {
			require.NotEqual(t, recording.About("99"+s.Name[2:], nil).Title, recording.About(s.Name, nil).Title, s.Name)
		}
	}
	for name := range scenario.SilentClient().Args {
		require.DirExists(t, filepath.Join(root, name))
	}
}

// A workbook with a stage that holds a line to the test open, one that does not
// compile, one that ends at once, and one that never says that it listens.
var programs = map[string]string{
	"go.mod": "module workbook\n\ngo 1.25.0\n",
	"01-good/main.go": `package main

import ("fmt"; "net"; "os")

func main() {
	lifeline, err := net.Dial("tcp", "LIFELINE")
	if err != nil { panic(err) }
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil { panic(err) }
	fmt.Fprintln(os.Stderr, "listening on", listener.Addr())
	for {
		conn, err := listener.Accept()
		if err != nil { panic(err) }
		fmt.Fprintln(lifeline, "client")
		go serve(conn)
	}
}

func serve(conn net.Conn) {
	defer conn.Close()
	fmt.Fprintln(os.Stderr, conn.RemoteAddr(), "connected")
	defer fmt.Fprintln(os.Stderr, conn.RemoteAddr(), "disconnected")
	buf := make([]byte, 100)
	for {
		n, err := conn.Read(buf)
		if err != nil { return }
		conn.Write(buf[:n])
	}
}
`,
	"02-broken/main.go": "package main\n\nfunc main() { thisIsNotGo }\n",
	"03-ends/main.go":   "package main\n\nfunc main() { println(\"I do not feel like it\") }\n",
	"04-mute/main.go": `package main

import ("fmt"; "net")

func main() {
	lifeline, err := net.Dial("tcp", "LIFELINE")
	if err != nil { panic(err) }
	fmt.Fprintln(lifeline, "client")
	lifeline.Read(make([]byte, 1))
}
`,
}

// fakeWorkbook writes the programs into a folder. Those that need a lifeline get
// the one that it returns.
func fakeWorkbook(t *testing.T) (root string, line *lifeline.Lifeline) {
	t.Helper()
	root, line = filepath.Join(t.TempDir(), "my 工作簿"), lifeline.New(t) // as students name folders
	for name, text := range programs {
		path := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		text = strings.ReplaceAll(text, "LIFELINE", line.Addr().String())
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return root, line
}

func TestStagesThatFailDoNotStopTheOthers(t *testing.T) {
	t.Parallel()
	root, line := fakeWorkbook(t)
	cmd, temp := labCommand(t, root, "-speed", "20", "-stage", "01,02,03")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	require.NoError(t, cmd.Start())
	line.WaitForClient(t)
	requireFailure(t, cmd, deadline)
	line.RequireCut(t)
	require.Contains(t, stdout.String(), "Stage 01: good")
	require.Contains(t, stdout.String(), "Nobody waits for another client.")
	require.Contains(t, stderr.String(), "02-broken does not build:")
	require.Contains(t, stderr.String(), "undefined: thisIsNotGo")
	require.Contains(t, stderr.String(), "I do not feel like it")
	require.NotContains(t, stderr.String(), "exec:")
	require.Contains(t, stderr.String(), "not shown, for the reason given above: 02-broken, 03-ends")
	requireEmpty(t, temp)
}

// What ends the lab early, ends its servers, and does not take as long as the
// play would.
func TestServersEndWithTheLab(t *testing.T) {
	t.Parallel()
	lifeline.HangUpCounts(t)
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot send a signal to one process")
	}
	for name, c := range map[string]struct {
		stage  string
		signal os.Signal
	}{
		"Ctrl-C":              {"01", os.Interrupt},
		"SIGTERM":             {"01", syscall.SIGTERM},
		"closed terminal":     {"01", syscall.SIGHUP},
		"a server that hangs": {"04", os.Interrupt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root, line := fakeWorkbook(t)
			cmd, temp := labCommand(t, root, "-stage", c.stage)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			require.NoError(t, cmd.Start())
			line.WaitForClient(t)
			require.NoError(t, cmd.Process.Signal(c.signal))
			requireFailure(t, cmd, 3*time.Second)
			line.RequireCut(t)
			require.Equal(t, "interrupted; all servers have been stopped\n", stderr.String())
			requireEmpty(t, temp)
		})
	}
}

// requireFailure waits so long for the lab to end with status 1.
func requireFailure(t *testing.T, cmd *exec.Cmd, limit time.Duration) {
	t.Helper()
	late := time.AfterFunc(limit, func() { cmd.Process.Kill() })
	defer late.Stop()
	var exit *exec.ExitError
	require.ErrorAs(t, cmd.Wait(), &exit)
	require.Equal(t, 1, exit.ExitCode(), "it ends by itself within %v", limit)
}

func TestServersEndWithThePlay(t *testing.T) {
	t.Parallel()
	root, line := fakeWorkbook(t)
	stages, err := stage.All(root)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	_, err = record(ctx, plan{stages: stages[:1], scenario: scenario.SilentClient().Faster(20)}, newProgress(io.Discard, 0))
	require.NoError(t, err)
	line.WaitForClient(t)
	line.RequireCut(t)
}

func TestServersEndWhenTheLabIsKilled(t *testing.T) {
	t.Parallel()
	// A server with a client would end by itself: its next line of log has no
	// reader. So this is before the first client comes, 3 seconds after the start.
	root, line := fakeWorkbook(t)
	cmd, _ := labCommand(t, root, "-stage", "01", "-speed", "0.1")
	require.NoError(t, cmd.Start())
	line.WaitForProcess(t)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	line.RequireCut(t)
}

// As with "go run ./shared/lab | head -1".
func TestServersEndWhenNobodyReads(t *testing.T) {
	t.Parallel()
	root, line := fakeWorkbook(t)
	cmd, temp := labCommand(t, root, "-stage", "01", "-speed", "0.5")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line.WaitForClient(t)
	require.NoError(t, stdout.Close())    // in the middle of the play
	requireFailure(t, cmd, 8*time.Second) // the play takes 14
	line.RequireCut(t)
	requireEmpty(t, temp)
}

func requireEmpty(t *testing.T, dir string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "workbook-lab-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestMistakesGetOneLine(t *testing.T) {
	t.Parallel()
	root, _ := fakeWorkbook(t)
	for args, want := range map[string]string{
		"-stage 09":         `-stage "09": no such stage; there are 01-good, 02-broken, 03-ends, 04-mute`,
		"-stage 01,":        `-stage ""`,
		"-speed 0":          "-speed 0: a number from 0.1 to 20 is needed",
		"-speed NaN":        "-speed NaN: a number",
		"-speed x":          `invalid value "x" for flag -speed`,
		"-width 20":         "-width 20: at least 40 columns are needed",
		"-width 80 now":     `unexpected argument "now"`,
		"-colour":           "flag provided but not defined: -colour",
		"-stage 01 -width ": "invalid value",
	} {
		cmd, _ := labCommand(t, root, strings.Split(args, " ")...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		require.Error(t, err, args)
		require.Empty(t, out, args)
		require.Contains(t, stderr.String(), want, args)
		require.Equal(t, 1, strings.Count(stderr.String(), "\n"), stderr.String())
	}
	cmd, _ := labCommand(t, t.TempDir())
	out, err := cmd.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "is not inside the workbook")
}

func TestHelp(t *testing.T) {
	cmd, _ := labCommand(t, t.TempDir(), "-help")
	out, err := cmd.Output()
	require.NoError(t, err)
	require.Contains(t, string(out), "-speed")
}

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	terminal := newProgress(&out, 20)
	terminal.tell("something that is too long for it")
	terminal.tell("short")
	terminal.say("done")
	require.Equal(t, "\r  something that is\r  short            \r       \rdone\n", out.String())

	out.Reset()
	terminal.tell("01 我们的服务器在等")
	terminal.tell("short")
	require.Equal(t, "\r  01 我们的服务器在\r  short            ", out.String(), "wide letters")

	out.Reset()
	file := newProgress(&out, 0)
	file.tell("now")
	file.clear()
	require.Equal(t, "  now\n", out.String())
}
