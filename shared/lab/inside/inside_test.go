package inside

import (
	"bufio"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/shirou/gopsutil/v4/process"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"workbook/shared/lab/play"
	"workbook/shared/lab/recording"
	"workbook/shared/stage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// deadline is for everything that could hang.
const deadline = 30 * time.Second

func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(cancel)
	return ctx
}

// programs is a workbook. The first stage calls its things what the added file
// could call its own, says on request how many goroutines it has and what it
// finds in its environment, and waits. The second one does not compile, nor does
// the third if a file is added that has an init function.
var programs = map[string]string{
	"go.mod": "module workbook\n\ngo 1.25.0\n",
	"01-names/main.go": `package main

import ("bufio"; "log"; "os"; "runtime"; "strings")

func fmt() {}
func net() {}
func conn() {}
func answer() {}
type stacks struct{}

func main() {
	log.SetFlags(0)
	log.Print("listening on nothing")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		log.Print(runtime.NumGoroutine(), strings.Contains(strings.Join(os.Environ(), " "), "WORKBOOK_LAB"))
	}
}
`,
	"02-broken/main.go":  "package main\n\nfunc main() { thisIsNotGo }\n",
	"03-careful/main.go": "package main\n\nconst labNet = 1\n\nfunc main() {}\n",
}

func workbook(t *testing.T) (stages []stage.Stage) {
	t.Helper()
	root := filepath.Join(t.TempDir(), "my 工作簿") // as students name folders
	for name, text := range programs {
		path := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	stages, err := stage.All(root)
	require.NoError(t, err)
	return stages
}

func TestCompilerSaysWhatItSaysToTheStudent(t *testing.T) {
	t.Parallel()
	stages := workbook(t)
	programs, err := Build(soon(t), t.TempDir(), stages...)
	_, plain := stage.Build(soon(t), t.TempDir(), stages...)
	require.ErrorContains(t, err, "undefined: thisIsNotGo")
	require.Equal(t, plain.Error(), err.Error())
	require.FileExists(t, programs[0])
	require.Empty(t, programs[1])
	require.NoError(t, exec.Command(programs[2]).Run(), "it is built without the file that it does not get on with")
	for _, s := range stages {
		files, err := os.ReadDir(filepath.Join(s.Root, s.Name))
		require.NoError(t, err)
		require.Len(t, files, 1, "nothing is added to the student's folder")
	}
}

// A program that was built for the lab and runs without it is as it was.
func TestWithoutTheLabNothingHappens(t *testing.T) {
	t.Parallel()
	programs, err := Build(soon(t), t.TempDir(), workbook(t)[0])
	require.NoError(t, err)
	for what, variable := range map[string]string{
		"not set":     "NOTHING=1",
		"empty":       "WORKBOOK_LAB=",
		"nonsense":    "WORKBOOK_LAB=nonsense",
		"nobody's":    "WORKBOOK_LAB=/",
		"not numbers": "WORKBOOK_LAB=lab:lab/x",
	} {
		cmd := exec.CommandContext(soon(t), programs[0])
		cmd.Env = append(os.Environ(), variable)
		requireAlone(t, cmd, what)
	}

	link, err := NewLink()
	require.NoError(t, err)
	defer link.Close()
	cmd := exec.CommandContext(soon(t), programs[0])
	cmd.Env = append(os.Environ(), link.Env())
	stdin, err := cmd.StdinPipe() // it ends with its input
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	require.NoError(t, link.join(soon(t)), "but it does have the file")
	require.NoError(t, stdin.Close())
	require.NoError(t, cmd.Wait())
}

// The lab may be killed while a program that it has started is still about to
// connect.
func TestProgramEndsWhenTheLabHasGoneAlready(t *testing.T) {
	t.Parallel()
	programs, err := Build(soon(t), t.TempDir(), workbook(t)[0])
	require.NoError(t, err)
	link, err := NewLink()
	require.NoError(t, err)
	link.Close()
	cmd := exec.CommandContext(soon(t), programs[0])
	cmd.Env = append(os.Environ(), link.Env())
	_, err = cmd.StdinPipe() // it would end with its input
	require.NoError(t, err)
	require.EqualError(t, cmd.Run(), "exit status 1")
}

// requireAlone asks a program for its goroutines until it has but one.
func requireAlone(t *testing.T, cmd *exec.Cmd, what string) {
	t.Helper()
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	log := bufio.NewReader(stderr)
	line, err := log.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "listening on nothing\n", line, what)
	for line != "1 false\n" { // an attempt to connect may last a moment
		_, err := stdin.Write([]byte("\n"))
		require.NoError(t, err)
		line, err = log.ReadString('\n')
		require.NoError(t, err, what)
		require.Contains(t, line, "false", what)
	}
	require.NoError(t, stdin.Close())
	require.NoError(t, cmd.Wait())
}

// blocking is stage 01 of this workbook, running, with its log.
func blocking(t *testing.T) (server running, log <-chan string) {
	t.Helper()
	root, err := stage.Root()
	require.NoError(t, err)
	s := stage.Stage{Name: "01-blocking", Root: root}
	programs, err := Build(soon(t), t.TempDir(), s)
	require.NoError(t, err)
	link, err := NewLink()
	require.NoError(t, err)
	t.Cleanup(link.Close)
	cmd := exec.Command(programs[0], "-addr", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), link.Env())
	lines := make(chan string, 100)
	process, err := stage.Start(cmd, func(l stage.Line) { lines <- l.Text })
	require.NoError(t, err)
	t.Cleanup(process.Kill)
	require.Contains(t, receive(t, lines), "listening")
	return running{Server{Stage: s, Process: process, Link: link}, programs[0]}, lines
}

// running is a server, and the file that it was started from.
type running struct {
	Server
	program string
}

func receive[T any](t *testing.T, from <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(deadline):
		require.Fail(t, "nothing has come")
	}
	return v
}

// connect adds a silent client.
func connect(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.DialTimeout("tcp", addr, deadline)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	return conn
}

func TestSilentClientIsAtOneLineOfStage01(t *testing.T) {
	t.Parallel()
	server, log := blocking(t)
	ctx := soon(t)
	require.NoError(t, server.Link.join(ctx))
	reader := newReader(server.Stage)
	standsAt := func(call string) recording.Place {
		for {
			stacks, err := server.Link.ask(ctx)
			require.NoError(t, err)
			places, goroutines := reader.read(stacks)
			require.Equal(t, 1, goroutines, stacks)
			if len(places) == 1 && places[0].Call == call {
				return places[0]
			}
		}
	}
	require.Equal(t, "listener.Accept", sourceLine(t, server.Stage, standsAt("listener.Accept")))
	connect(t, server.Process.Addr)
	require.Contains(t, receive(t, log), " connected")
	place := standsAt("conn.Read")
	require.Equal(t, "conn.Read", sourceLine(t, server.Stage, place))
	require.Equal(t, "01-blocking/main.go", place.File)
	require.Equal(t, 1, place.Goroutines)
	require.True(t, place.Outside())
	require.Empty(t, log, "the file that is added says nothing")
}

// sourceLine returns the place's call if that is at the place.
func sourceLine(t *testing.T, s stage.Stage, p recording.Place) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.Root, filepath.FromSlash(p.File)))
	require.NoError(t, err)
	require.Contains(t, strings.Split(string(text), "\n")[p.Line-1], p.Call+"(")
	return p.Call
}

// A keeper is a recorder that has news when a test says so.
type keeper struct {
	*play.Recorder
	news chan struct{}
}

func newKeeper() *keeper {
	k := &keeper{Recorder: play.NewRecorder(), news: make(chan struct{})}
	k.Begin(time.Now())
	return k
}

func (k *keeper) News() <-chan struct{} { return k.news }

func TestWatchSeesClientsComeAndWait(t *testing.T) {
	t.Parallel()
	server, log := blocking(t)
	ctx, stop := context.WithCancel(soon(t))
	defer stop()
	kept := newKeeper()
	ended := make(chan struct{})
	go func() { // only news make it look
		defer close(ended)
		server.Watch(ctx, deadline, kept)
	}()
	for range 3 {
		connect(t, server.Process.Addr)
	}
	require.Contains(t, receive(t, log), " connected")
	for range 20 { // looks, with a pause after each: time enough to come to rest
		select {
		case kept.news <- struct{}{}:
		case <-ctx.Done():
		}
	}
	stop()
	receive(t, ended)
	got := kept.Recording()
	require.NotEmpty(t, got.Samples)
	for i, s := range got.Samples {
		require.LessOrEqual(t, s.At, s.Until)
		if i > 0 {
			require.Less(t, got.Samples[i-1].Until, s.At)
		}
	}
	require.Less(t, len(got.Samples), 10, "what does not change is one sample")
	last := got.Samples[len(got.Samples)-1]
	require.Equal(t, 1, last.Goroutines)
	require.Equal(t, "conn.Read", last.Places[0].Call)
	require.NotEmpty(t, got.Sources)
	for _, x := range got.Sources {
		require.Equal(t, "01-blocking/main.go", x.File)
	}
	read := got.Sources[len(got.Sources)-1]
	require.True(t, read.Has(last.Places[0]))
	require.Contains(t, strings.Split(read.Text, "\n")[last.Places[0].Line-read.Line], "conn.Read(")
	require.Regexp(t, `^// handle answers`, read.Text, "its comment is shown, too")
	require.LessOrEqual(t, len(got.Sources), 2, "each function is told of once")
	require.Greater(t, last.Threads, 1)
	require.Greater(t, last.Memory, int64(1<<20))
	if runtime.GOOS == "linux" {
		require.Equal(t, 2, *last.Queue)
		require.Equal(t, filesWithoutLab(t, server), last.Files)
	}
}

// filesWithoutLab returns how many files the same program has open with the same
// clients but without the lab.
func filesWithoutLab(t *testing.T, s running) int {
	t.Helper()
	lines := make(chan string, 100)
	twin, err := stage.Start(exec.Command(s.program, "-addr", "127.0.0.1:0"), func(l stage.Line) { lines <- l.Text })
	require.NoError(t, err)
	t.Cleanup(twin.Kill)
	connect(t, twin.Addr)
	for !strings.Contains(receive(t, lines), " connected") {
	}
	stats, err := process.NewProcess(int32(twin.PID()))
	require.NoError(t, err)
	return openFiles(stats)
}

func TestWatchEndsWithTheProcess(t *testing.T) {
	t.Parallel()
	server, _ := blocking(t)
	server.Process.Kill()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		server.Watch(soon(t), deadline, newKeeper())
	}()
	receive(t, ended)
}

// Nobody waits for an answer when the play is over.
func TestProcessThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	link, err := NewLink()
	require.NoError(t, err)
	defer link.Close()
	addr, token, _ := strings.Cut(strings.TrimPrefix(link.Env(), "WORKBOOK_LAB="), "/")
	stranger := connect(t, addr)
	_, err = stranger.Write([]byte("let me in\n"))
	require.NoError(t, err)
	conn := connect(t, addr)
	_, err = conn.Write([]byte(token + "\n"))
	require.NoError(t, err)
	require.NoError(t, link.join(soon(t)))
	require.Equal(t, conn.LocalAddr(), link.conn.RemoteAddr())

	link.patience = time.Hour
	ctx, stop := context.WithCancel(soon(t))
	asked := make(chan error, 1)
	go func() {
		_, err := link.ask(ctx)
		asked <- err
	}()
	require.NoError(t, conn.SetDeadline(time.Now().Add(deadline)))
	_, err = conn.Read(make([]byte, 1))
	require.NoError(t, err)
	stop()
	require.ErrorIs(t, receive(t, asked), os.ErrDeadlineExceeded)

	for _, answer := range []string{"x\n", "-1\n", "99999999999\n", "10\nshort"} {
		link.answers.Reset(strings.NewReader(answer))
		_, err := link.ask(soon(t))
		require.Error(t, err, answer)
	}
}

func TestProcessThatHangsIsAskedOnce(t *testing.T) {
	t.Parallel()
	link, err := NewLink()
	require.NoError(t, err)
	defer link.Close()
	addr, token, _ := strings.Cut(strings.TrimPrefix(link.Env(), "WORKBOOK_LAB="), "/")
	conn := connect(t, addr)
	_, err = conn.Write([]byte(token + "\n"))
	require.NoError(t, err)
	require.NoError(t, link.join(soon(t)))
	link.patience = time.Millisecond
	w := watcher{Server: Server{Process: &stage.Process{}, Link: link}, keeper: newKeeper(), reader: newReader(stage.Stage{})}
	for range 3 {
		w.look(soon(t))
	}
	link.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(deadline)))
	asked, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Len(t, asked, 1)
}

func TestProcessThatDoesNotJoin(t *testing.T) {
	t.Parallel()
	link, err := NewLink()
	require.NoError(t, err)
	defer link.Close()
	link.patience = time.Millisecond
	require.ErrorIs(t, link.join(soon(t)), os.ErrDeadlineExceeded)

	link.patience = time.Hour
	ctx, stop := context.WithCancel(soon(t))
	joined := make(chan error, 1)
	go func() { joined <- link.join(ctx) }()
	stop()
	require.ErrorIs(t, receive(t, joined), os.ErrDeadlineExceeded)
}

// However much happens, there are looks, and with pauses.
func TestLooksInAFlood(t *testing.T) {
	flood := make(chan struct{})
	close(flood)
	w := watcher{Server: Server{Process: &stage.Process{}}}
	paused := make(chan bool, 1)
	go func() { paused <- w.pause(soon(t), 100*time.Millisecond, deadline, flood) }()
	require.True(t, receive(t, paused))
}
