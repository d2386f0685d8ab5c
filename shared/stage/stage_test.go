package stage

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// TestMain makes this test binary a server when it is told to be one.
func TestMain(m *testing.M) {
	if lines := os.Getenv("STAGE_TEST_SAYS"); lines != "" {
		os.Stderr.WriteString(lines)
		if os.Getenv("STAGE_TEST_LEAVES") == "" {
			time.Sleep(time.Hour) // until it is told to end
		}
	}
	if addr := os.Getenv("STAGE_TEST_LEAVES"); addr != "" {
		leave(addr)
	}
	if addr := os.Getenv("STAGE_TEST_STAYS"); addr != "" {
		stay(addr)
	}
	goleak.VerifyTestMain(m)
}

// saying returns a command that logs lines and then waits to be told to end.
func saying(lines string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "STAGE_TEST_SAYS="+lines)
	return cmd
}

// leave ends this process with status 0, and leaves another one behind that has
// its standard error, and its standard output.
func leave(addr string) {
	heir := exec.Command(os.Args[0])
	heir.Env = append(os.Environ(), "STAGE_TEST_SAYS=", "STAGE_TEST_LEAVES=", "STAGE_TEST_STAYS="+addr)
	heir.Stdout, heir.Stderr = os.Stdout, os.Stderr
	if err := heir.Start(); err != nil {
		panic(err)
	}
	os.Exit(0)
}

// stay ends this process when the connection to addr is cut.
func stay(addr string) {
	conn, err := net.Dial("tcp", addr)
	if err == nil {
		io.Copy(io.Discard, conn)
	}
	os.Exit(0)
}

// heirs returns the address for processes that are left behind, and what ends
// them.
func heirs(t *testing.T) (addr string, end func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	end = func() { listener.Close() } // and resets whom nobody has accepted
	t.Cleanup(end)
	return listener.Addr().String(), end
}

// workbook makes a workbook with the given files and changes into it.
func workbook(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "my 工作簿") // as students name folders
	files["go.mod"] = "module workbook\n\ngo 1.25.0\n"
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	t.Chdir(root)
	return root
}

func TestFindsStages(t *testing.T) {
	root := workbook(t, map[string]string{
		"06-mine/main.go":       "package main",
		"01-first/main.go":      "package main",
		"02-only-text/notes.md": "no program",
		"docs/main.go":          "not a stage",
		"1-short/main.go":       "not a stage either",
	})
	stages, err := All(root)
	require.NoError(t, err)
	require.Equal(t, []Stage{{Name: "01-first", Root: root}, {Name: "06-mine", Root: root}}, stages)
	require.Equal(t, "06", stages[1].Number())
}

func TestFindsRootFromBelow(t *testing.T) {
	root := workbook(t, map[string]string{"01-first/exercises/notes.md": ""})
	t.Chdir(filepath.Join(root, "01-first", "exercises"))
	found, err := Root()
	require.NoError(t, err)
	want, err := filepath.EvalSymlinks(root)
	require.NoError(t, err)
	got, err := filepath.EvalSymlinks(found)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestNoWorkbookHere(t *testing.T) {
	t.Chdir(t.TempDir())
	_, err := Root()
	require.ErrorContains(t, err, "not inside the workbook")
}

func TestNoStages(t *testing.T) {
	_, err := All(workbook(t, map[string]string{"docs/notes.md": ""}))
	require.ErrorContains(t, err, "no stages")
}

func TestBuild(t *testing.T) {
	root := workbook(t, map[string]string{
		"01-good/main.go": "package main\n\nfunc main() {}\n",
		"02-bad/main.go":  "package main\n\nfunc main() { undefined() }\n",
	})
	stages, err := All(root)
	require.NoError(t, err)
	paths, err := Build(t.Context(), t.TempDir(), stages...)
	require.ErrorContains(t, err, "02-bad does not build")
	require.ErrorContains(t, err, "undefined: undefined", "what the compiler says")
	require.NotContains(t, err.Error(), "01-good")
	require.NoError(t, exec.Command(paths[0]).Run(), "the good one runs")
}

func TestStartAndStop(t *testing.T) {
	heard := make(chan Line, 10)
	p, err := Start(saying("hello\nlistening on 127.0.0.1:1234\n1.2.3.4:5 connected\n1.2.3.4:5 disconnected\n"),
		func(l Line) { heard <- l })
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:1234", p.Addr)
	var lines []Line
	for range 4 {
		lines = append(lines, <-heard)
	}
	require.Equal(t, lines, p.Lines())
	addr, ok := lines[2].Connected()
	require.True(t, ok)
	require.Equal(t, "1.2.3.4:5", addr)
	addr, ok = lines[3].Disconnected()
	require.True(t, ok)
	require.Equal(t, "1.2.3.4:5", addr)
	_, ok = lines[3].Connected()
	require.False(t, ok)

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	require.Error(t, p.Stop(ctx), "it died of the signal")
	require.NoError(t, ctx.Err(), "it had to be killed")
	<-p.Exited()
	require.Error(t, p.Stop(ctx), "stopped twice")
}

func TestKill(t *testing.T) {
	p, err := Start(saying("listening on 127.0.0.1:1234\n"), nil)
	require.NoError(t, err)
	p.Kill()
	require.Error(t, p.Wait(t.Context()))
}

func TestWaitGivesUp(t *testing.T) {
	p, err := Start(saying("listening on 127.0.0.1:1234\n"), nil)
	require.NoError(t, err)
	defer p.Kill()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, p.Wait(ctx), context.Canceled)
}

func TestAProcessThatIsLeftBehindDoesNotHoldUpTheEnd(t *testing.T) {
	addr, end := heirs(t)
	cmd := saying("listening on 127.0.0.1:1234\n")
	cmd.Env = append(cmd.Env, "STAGE_TEST_LEAVES="+addr)
	p, err := Start(cmd, nil)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	err = p.Wait(ctx)
	end()
	<-p.Exited()
	require.NoError(t, err, "it ended with status 0")
}

func TestAProcessThatIsLeftBehindDoesNotHoldUpABuild(t *testing.T) {
	program, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	name := "go"
	if runtime.GOOS == "windows" {
		name = "go.exe"
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), program, 0o755))
	root := workbook(t, map[string]string{"01-first/main.go": "package main"})
	addr, end := heirs(t)
	t.Setenv("PATH", dir)
	t.Setenv("STAGE_TEST_LEAVES", addr)
	built := make(chan error, 1)
	go func() {
		_, err := Build(t.Context(), t.TempDir(), Stage{Name: "01-first", Root: root})
		built <- err
	}()
	select {
	case err = <-built:
	case <-time.After(20 * time.Second):
		end()
		<-built
		err = errors.New("it waits for the process that was left behind")
	}
	require.NoError(t, err, "it ended with status 0")
}

func TestOverlongLinesAreCut(t *testing.T) {
	long := strings.Repeat("x", 200_000)
	for name, c := range map[string]struct{ log, end string }{
		"in the middle":     {long + "\nlistening on x\n", "listening on x"},
		"with two bytes":    {long + "\r\nlistening on x\r\n", "listening on x"},
		"exactly so long":   {long[:longestLine] + "\nlistening on x", "listening on x"},
		"one byte less":     {long[:longestLine-1] + "\nlistening on x\n", "listening on x"},
		"an empty one next": {long + "\n\n", ""},
		"at the end":        {long, ""},
	} {
		p := &Process{listen: make(chan string, 1)}
		p.readLog(iotest.HalfReader(strings.NewReader(c.log)))
		lines := p.Lines()
		require.Equal(t, len(strings.Split(strings.TrimSuffix(c.log, "\n"), "\n")), len(lines), name)
		require.LessOrEqual(t, len(lines[0].Text), longestLine, name)
		require.Equal(t, long[:longestLine-1], lines[0].Text[:longestLine-1], name)
		if c.end != "" {
			require.Equal(t, c.end, lines[1].Text, name)
			require.Equal(t, "x", <-p.listen, name)
		}
	}
}

func TestLogOfAServerIsReadOnAfterAnOverlongLine(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	p, err := Start(saying(long+"\nlistening on 127.0.0.1:1234\n"), nil)
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:1234", p.Addr)
	p.Kill()
}

func TestOfALongLogTheEndIsKept(t *testing.T) {
	var p Process
	long := strings.Repeat("x", 1<<20-1)
	for range 100 {
		p.keep(Line{Text: long})
	}
	p.keep(Line{Text: "last"})
	lines := p.Lines()
	require.Len(t, lines, 4)
	require.Equal(t, "last", lines[3].Text)
}

func TestOfManyEmptyLinesFewAreKept(t *testing.T) {
	var p Process
	for range mostLog {
		p.keep(Line{})
	}
	require.Less(t, len(p.Lines()), 200_000, "they take memory, too")
}

func TestDoesNotStart(t *testing.T) {
	_, err := Start(exec.Command(os.Args[0], "-no.such.flag"), nil)
	require.ErrorContains(t, err, "did not start")
	_, err = Start(exec.Command(filepath.Join(t.TempDir(), "missing")), nil)
	require.Error(t, err)
}
