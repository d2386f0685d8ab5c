package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/measure"
	"workbook/shared/lifeline"
)

// deadline is for everything that could hang.
const deadline = 60 * time.Second

// TestMain makes this program the bench when benchCommand asks for it.
func TestMain(m *testing.M) {
	if os.Getenv("WORKBOOK_TEST_IS_BENCH") != "" {
		main()
		return
	}
	goleak.VerifyTestMain(m)
}

// benchCommand returns the bench as a process, run in dir. Its temporary files
// go to a folder of their own.
func benchCommand(t *testing.T, dir string, args ...string) (cmd *exec.Cmd, temp string) {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(cancel)
	temp = t.TempDir()
	cmd = exec.CommandContext(ctx, program, args...)
	cmd.WaitDelay = deadline / 2 // a server that it has left behind may hold the pipes
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "WORKBOOK_TEST_IS_BENCH=1", "TMPDIR="+temp, "TMP="+temp, "TEMP="+temp)
	return cmd, temp
}

func requireEmpty(t *testing.T, dir string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "workbook-bench-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

// The bench on real stages, with very little time.
func TestRealStages(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	var told bytes.Buffer
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var found figures.Run
	for window := 20 * time.Millisecond; window < 2*time.Second; window *= 4 {
		told.Reset()
		var err error
		found, err = options{Stages: "01,05"}.measure(ctx, tiny(window), newProgress(&told))
		require.NoError(t, err)
		require.Empty(t, found.Failures())
		if found.Find(figures.Case{Server: "05-async-netpoll", Kind: figures.Load, Clients: 10}).Get(figures.CPU).Known() {
			break // on a busy machine, a server may not get as much as the clock that counts CPU time can tell
		}
	}
	require.True(t, strings.HasPrefix(told.String(), "Building 01-blocking, 05-async-netpoll ...\n    0 %, about "), told.String())

	blocking := found.Find(figures.Case{Server: "01-blocking", Kind: figures.Load, Clients: 10})
	loop := found.Find(figures.Case{Server: "05-async-netpoll", Kind: figures.Load, Clients: 10})
	require.Equal(t, 1, blocking.AtWork())
	require.Equal(t, 10, loop.AtWork())
	require.Positive(t, loop.Get(figures.Rate).Median)
	require.Positive(t, loop.Get(figures.Peak).Median, "all three systems tell the memory of a process")
	require.True(t, loop.Get(figures.CPU).Known())
	require.NotEmpty(t, found.Find(figures.Case{Server: "01-blocking", Kind: figures.Flood, Clients: 8}).Why)
}

func TestMistakesGetOneLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	nobody := unusedAddr(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("hello"), 0o644))
	root := fakeWorkbook(t, lifeline.New(t))
	for args, want := range map[string]string{
		"-quick -full":               "-quick and -full: choose one",
		"-pid 12":                    "-pid without -addr",
		"-pid -3 -addr 127.0.0.1:1":  "-pid -3: this is not the number of a process",
		"-from x -quick":             "-quick with -from: nothing is measured then",
		"-from missing":              "-from missing: ",
		"-from notes.txt":            "-from notes.txt: not a run of the bench that -json has written: invalid character",
		"-compare notes.txt":         "-compare notes.txt: not a run of the bench that -json has written: invalid character",
		"-json .":                    "-json .: this is a folder, a file was expected",
		"-html no/page.html":         "-html no/page.html: there is no folder no",
		"-addr 8000":                 "-addr 8000: expected host:port",
		"-addr " + nobody:            "-addr " + nobody + ": no server answers there",
		"-quickly":                   "flag provided but not defined: -quickly",
		"-quick now":                 `unexpected argument "now"`,
		"":                           "is not inside the workbook",
		"-stage 09 (in a workbook)":  `-stage "09": no such stage; there are 01-mine`,
		"-stage 01, (in a workbook)": `-stage "": no such stage`,
	} {
		where := dir
		if short, ok := strings.CutSuffix(args, " (in a workbook)"); ok {
			args, where = short, root
		}
		cmd, temp := benchCommand(t, where, strings.Fields(args)...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		require.Error(t, err, args)
		require.Empty(t, out, args)
		require.Contains(t, stderr.String(), want, args)
		require.Equal(t, 1, strings.Count(stderr.String(), "\n"), stderr.String())
		requireEmpty(t, temp)
	}
}

// unusedAddr returns an address at which nobody listens.
func unusedAddr(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

func TestHelp(t *testing.T) {
	t.Parallel()
	cmd, _ := benchCommand(t, t.TempDir(), "-help")
	out, err := cmd.Output()
	require.NoError(t, err)
	require.Contains(t, string(out), "-compare")
}

// A run that is kept can be shown and compared again, and its page drawn.
func TestFromAndCompare(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run := figures.Run{Base: 10, Sizes: []int{1, 10}, Servers: []string{"01-a", "02-b"}, Results: []figures.Result{
		{Server: "01-a", Kind: figures.Load, Clients: 10, Rounds: []figures.Sample{{figures.CPU: 4, figures.P99: 100}}},
		{Server: "02-b", Kind: figures.Load, Clients: 10, Why: "it hangs", Failed: true},
	}}
	data, err := figures.Marshal(run)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "old.json"), data, 0o644))

	cmd, _ := benchCommand(t, dir, "-from", "old.json", "-compare", "old.json", "-html", "page.html", "-json", "new.json")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Contains(t, string(out), "02-b: it hangs.")
	require.Contains(t, string(out), "Of 2 figures, 2 are equal within the noise, 0 better and 0 worse.")
	require.Contains(t, string(out), "The figures are in new.json\nThe page is in page.html\n")
	require.NotContains(t, string(out), "\x1b", "colour is for terminals")
	again, err := os.ReadFile(filepath.Join(dir, "new.json"))
	require.NoError(t, err)
	require.Equal(t, string(data), string(again))
	require.FileExists(t, filepath.Join(dir, "page.html"))

	cmd, _ = benchCommand(t, dir, "-from", "old.json", "-stage", "01")
	out, err = cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.NotContains(t, string(out), "02-b")
}

// fakeWorkbook makes a workbook with one stage, 01-mine: it answers as it should
// but for the letter z.
func fakeWorkbook(t *testing.T, line *lifeline.Lifeline) (root string) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "my 工作簿") // as students name folders
	program := `package main

import ("bufio"; "bytes"; "fmt"; "net"; "os")

func main() {
	lifeline, err := net.Dial("tcp", "` + line.Addr().String() + `")
	if err != nil { panic(err) }
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil { panic(err) }
	fmt.Fprintln(os.Stderr, "listening on", listener.Addr())
	for {
		conn, err := listener.Accept()
		if err != nil { panic(err) }
		go serve(conn, lifeline)
	}
}

func serve(conn, lifeline net.Conn) {
	defer conn.Close()
	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil { return }
		fmt.Fprintln(lifeline, "client")
		conn.Write(bytes.ReplaceAll(bytes.ToUpper(line), []byte("Z"), []byte("z")))
	}
}
`
	require.NoError(t, os.MkdirAll(filepath.Join(root, "01-mine"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.mod"), []byte("module workbook\n\ngo 1.25.0\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(root, "01-mine", "main.go"), []byte(program), 0o644))
	return root
}

// What ends the bench early, ends its servers.
func TestServersEndWithTheBench(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot send a signal to one process")
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		line := lifeline.New(t)
		cmd, temp := benchCommand(t, fakeWorkbook(t, line), "-json", "kept.json")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		require.NoError(t, cmd.Start())
		line.WaitForClient(t)
		require.NoError(t, cmd.Process.Signal(signal))
		require.Error(t, cmd.Wait())
		line.RequireCut(t)
		require.Contains(t, stderr.String(), "\ninterrupted; all servers have been stopped\n")
		requireEmpty(t, temp)
		require.NoFileExists(t, filepath.Join(cmd.Dir, "kept.json"))
	}
}

// The fake stage cannot upper-case the text that is expensive as it should. That
// is a fault; all else is measured nevertheless, and kept.
func TestWrongRepliesAreReported(t *testing.T) {
	line := lifeline.New(t)
	go func() { // what it has to say must go somewhere
		for {
			conn, err := line.Accept()
			if err != nil {
				return
			}
			go io.Copy(io.Discard, conn) // until the stage ends
		}
	}()
	t.Chdir(fakeWorkbook(t, line))
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var out, told bytes.Buffer
	err := run(ctx, options{outputs: outputs{JSON: "kept.json", HTML: "page.html"}}, tiny(20*time.Millisecond), &out, &told)
	require.ErrorContains(t, err, "not everything could be measured. 01-mine: client 0: the reply to message 0 is wrong: from byte 33 on it is ")
	require.Contains(t, out.String(), "\n01-mine ")
	require.Contains(t, out.String(), "The page is in page.html")
	found, err := read("from", "kept.json", "")
	require.NoError(t, err)
	require.Len(t, found.Find(figures.Case{Server: "01-mine", Kind: figures.Load, Clients: 10}).Rounds, 1)
	require.FileExists(t, "page.html")
}

// tiny takes a moment: a window for each figure.
func tiny(window time.Duration) measure.Plan {
	w := measure.Work{Rounds: 1, Window: window}
	return measure.Plan{
		Mode: "tiny", Limit: deadline, Base: 10, Sizes: []int{1, 10}, Crowd: 1000,
		Load: w, Growth: w, Churn: w, Flood: w, Compute: w,
	}
}

func TestProgressOnATerminal(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out)
	p.columns = 70
	p.tell(measure.Progress{Done: time.Second, Total: 4 * time.Second, Left: 3 * time.Second, What: "05-async-netpoll: 100 clients"})
	p.end()
	require.Contains(t, out.String(), "25%")
	require.Contains(t, out.String(), "about 3 s left, 05-async-netpoll: 100 cl")
	require.Equal(t, "about ", fit("about 3 s", 6))
	require.Equal(t, "3 s   ", fit("3 s", 6))
	require.Equal(t, "我的 ", fit("我的服务器", 5), "wide letters")
	require.Empty(t, fit("3 s", -1))
}
