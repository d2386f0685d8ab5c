package servertest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/shirou/gopsutil/v4/process"
	"github.com/stretchr/testify/require"
	"workbook/shared/stage"
)

// testProgram tries the built program: what it says, what it costs, and how it
// ends.
func (s Stage) testProgram(t *testing.T) {
	if s.Name == "" {
		t.Skip("not a program of its own")
	}
	t.Parallel()
	p := s.Build(t)
	inParallel(t, map[string]func(*testing.T){
		"CommandLine":          p.testCommandLine,
		"PortInUse":            p.testPortInUse,
		"Help":                 p.testHelp,
		"Log":                  p.testLog,
		"LogWhileClientIsHere": p.testLogWhileClientIsHere,
		"IPv6":                 p.testIPv6,
		"SilentClient":         p.testSilentClient,
		"Signals":              p.testSignals,
		"SignalWhileAnswering": p.testSignalWhileAnswering,
		"SignalAndNeverReads":  p.testSignalAndNeverReads,
		"SecondSignal":         p.testSecondSignal,
		"CostsNothingAtRest":   p.testCostsNothingAtRest,
		"MemoryOfAStream":      p.testMemoryOfAStream,
		"ManyVisits":           p.testManyVisits,
		"OutOfFiles":           p.testOutOfFiles,
		"LogIsFull":            p.testLogIsFull,
		"LogIsGone":            p.testLogIsGone,
		"StopAndContinue":      p.testStopAndContinue,
		"StopWhileDraining":    p.testStopWhileDraining,
		"RestartsUnderLoad":    p.testRestartsUnderLoad,
	})
}

// A Program is a stage that has been built.
type Program struct {
	Stage
	path string
}

// Build builds the stage's program, for the time of the test.
func (s Stage) Build(t *testing.T) Program {
	t.Helper()
	root, err := stage.Root()
	require.NoError(t, err)
	paths, err := stage.Build(t.Context(), t.TempDir(), stage.Stage{Name: s.Name, Root: root})
	require.NoError(t, err)
	return Program{Stage: s, path: paths[0]}
}

// Start runs the program with these arguments, on a free port, until the test ends.
func (p Program) Start(t *testing.T, args ...string) *stage.Process {
	t.Helper()
	p.Args = args
	return p.start(t).Process
}

// start runs the program on a free port until the test ends.
func (p Program) start(t *testing.T) *running {
	t.Helper()
	return start(t, p.command())
}

// command returns the command that runs the program on a free port.
func (p Program) command() *exec.Cmd {
	return exec.Command(p.path, append([]string{"-addr", "127.0.0.1:0"}, p.Args...)...)
}

// running is a program that runs.
type running struct {
	*stage.Process
	t     *testing.T
	stats *process.Process
}

func start(t *testing.T, cmd *exec.Cmd) *running {
	t.Helper()
	server, err := stage.Start(cmd, nil)
	require.NoError(t, err)
	return attend(t, server)
}

// attend looks after a program that has started, until the test ends.
func attend(t *testing.T, server *stage.Process) *running {
	t.Helper()
	t.Cleanup(server.Kill)
	stats, err := process.NewProcess(int32(server.PID()))
	require.NoError(t, err)
	return &running{Process: server, t: t, stats: stats}
}

// cpu returns the processor time the program has used so far, in seconds.
func (r *running) cpu() float64 {
	r.t.Helper()
	times, err := r.stats.Times()
	require.NoError(r.t, err)
	return times.User + times.System
}

// memory returns the resident memory of the program, in bytes.
func (r *running) memory() int {
	r.t.Helper()
	info, err := r.stats.MemoryInfo()
	require.NoError(r.t, err)
	return int(info.RSS)
}

// Refuses expects that the program does not start, and says why in one line
// that holds because.
func (p Program) Refuses(t *testing.T, because string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, p.path, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	require.NoError(t, ctx.Err(), "it should have ended at once")
	require.Error(t, err, "its exit status should not be 0")
	require.Empty(t, stdout.String())
	require.Equal(t, 1, strings.Count(stderr.String(), "\n"), "one line was expected: %s", stderr.String())
	require.Contains(t, stderr.String(), because)
}

func (p Program) testCommandLine(t *testing.T) {
	p.Refuses(t, "-wrong", "-wrong")
	p.Refuses(t, "stray", "stray")
	p.Refuses(t, "-addr", "-addr")
	p.Refuses(t, "nonsense", "-addr", "nonsense")
	p.Refuses(t, "port", "-addr", "127.0.0.1:99999")
}

func (p Program) testPortInUse(t *testing.T) {
	first := p.start(t)
	p.Refuses(t, "-addr", "-addr", first.Addr)
	dial(t, first.Addr).ask("the first one lives on")
}

func (p Program) testHelp(t *testing.T) {
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), p.path, "-help")
	cmd.Stderr = &stderr
	stdout, err := cmd.Output()
	require.NoError(t, err)
	require.Empty(t, stderr.String())
	require.Contains(t, string(stdout), "-addr")
	require.Contains(t, string(stdout), "127.0.0.1:8000", "the default")
}

func (p Program) testLog(t *testing.T) {
	r := p.start(t)
	c := dial(t, r.Addr)
	c.ask("hello")
	name := c.LocalAddr().String()
	c.leave()
	gone := dial(t, r.Addr)
	gone.ask("hello")
	goneName := gone.LocalAddr().String()
	gone.reset()
	want := []string{
		"listening on " + r.Addr,
		name + " connected", name + " disconnected",
		goneName + " connected", goneName + " disconnected",
	}
	eventually(t, "lines are missing in the log", func() bool { return len(r.Lines()) >= len(want) })
	var got []string
	for _, line := range r.Lines() {
		got = append(got, line.Text)
	}
	require.ElementsMatch(t, want, got)
	require.Equal(t, want[0], got[0])
}

// testLogWhileClientIsHere ends the program while it has a client: then there is
// nothing more to come in the log.
func (p Program) testLogWhileClientIsHere(t *testing.T) {
	r := p.start(t)
	c := dial(t, r.Addr)
	c.ask("hello")
	r.Kill()
	lines := r.Lines()
	require.Len(t, lines, 2, "the client has not gone")
	require.Equal(t, c.LocalAddr().String()+" connected", lines[1].Text)
}

func (p Program) testIPv6(t *testing.T) {
	if listener, err := net.Listen("tcp", "[::1]:0"); err != nil {
		t.Skipf("no IPv6 here: %v", err)
	} else {
		listener.Close()
	}
	r := start(t, exec.Command(p.path, append([]string{"-addr", "[::1]:0"}, p.Args...)...))
	c := dial(t, r.Addr)
	c.ask("hello")
	name := c.LocalAddr().String()
	eventually(t, "the client is not in the log by its name", func() bool {
		lines := r.Lines()
		return len(lines) > 1 && lines[1].Text == name+" connected"
	})
}

// testSilentClient also shows that the program heeds its Args.
func (p Program) testSilentClient(t *testing.T) {
	p.trySilentClient(t, p.start(t).Addr)
}

// signals are those that end a program.
func signals() []os.Signal {
	if runtime.GOOS == "windows" {
		return []os.Signal{os.Interrupt} // it has no other
	}
	return []os.Signal{os.Interrupt, syscall.SIGTERM}
}

// end waits for the program to end and returns its exit status; -1 is a
// signal's.
func (r *running) end() int {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	err := r.Wait(ctx)
	require.NoError(r.t, ctx.Err(), "the program does not end")
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	require.NoError(r.t, err)
	return 0
}

func (p Program) testSignals(t *testing.T) {
	for _, sig := range signals() {
		t.Run(sig.String(), func(t *testing.T) {
			r := p.start(t)
			var silent []*client
			for range 10 {
				silent = append(silent, dial(t, r.Addr))
			}
			require.NoError(t, r.Signal(sig))
			status := r.end()
			if !p.Drains {
				require.NotZero(t, status, "it should simply die")
				return
			}
			require.Zero(t, status)
			for _, c := range silent {
				c.expectEnd()
			}
		})
	}
}

// Finishes tells a program to end while a client has sent more than it has
// read, and reports whether all of it was answered. If not, the client was cut
// off in mid-sentence.
func (p Program) Finishes(t *testing.T) bool {
	r := p.start(t)
	c := dial(t, r.Addr)
	sent := sendUntilFull(t, c)
	require.NoError(t, r.Signal(os.Interrupt))
	if !p.Drains {
		r.end() // a dead server answers nothing more
	}
	got, _ := io.ReadAll(c.r) // cut off, the client may see an error or an end
	r.end()
	return len(got) == sent
}

func (p Program) testSignalWhileAnswering(t *testing.T) {
	require.Equal(t, p.Drains, p.Finishes(t), "is what was sent before the signal answered?")
}

func (p Program) testSignalAndNeverReads(t *testing.T) {
	if !p.Drains {
		t.Skip("it simply dies, as Signals shows")
	}
	r := p.start(t)
	c := dial(t, r.Addr)
	sendUntilFull(t, c)
	require.NoError(t, r.Signal(os.Interrupt))
	asked := time.Now()
	require.Zero(t, r.end(), "a client that never reads may delay the end, but not prevent it")
	require.Less(t, time.Since(asked), limit/2, "a few seconds at most, it was said")
}

// testSecondSignal shows that who cannot wait need not: while the program waits for
// a client that never reads, another signal ends it at once.
func (p Program) testSecondSignal(t *testing.T) {
	if !p.Drains {
		t.Skip("the first one ends it, as Signals shows")
	}
	r := p.start(t)
	sendUntilFull(t, dial(t, r.Addr))
	eventually(t, "the program does not end", func() bool {
		r.Signal(os.Interrupt) // and again: it may come before the first has been seen to
		select {
		case <-r.Exited():
			return true
		default:
			return false
		}
	})
	require.NotZero(t, r.end(), "the program came to its own end: a second signal does nothing")
}

// testCostsNothingAtRest looks whether the program uses the processor while its
// clients are silent, have left, or do not read.
func (p Program) testCostsNothingAtRest(t *testing.T) {
	r := p.start(t)
	for range 20 {
		c := dial(t, r.Addr)
		c.ask("hello")
		c.leave()
		c = dial(t, r.Addr)
		c.ask("hello")
		c.reset()
	}
	sendUntilFull(t, dial(t, r.Addr))
	silent := 1000
	if p.AtOnce > 0 {
		silent = mostInQueue(silent)
	}
	for range silent {
		dial(t, r.Addr)
	}
	// A server that spins uses a processor's whole second in a second, or what
	// others leave it of one. One at rest uses nothing, on any machine.
	eventually(t, "the program never comes to rest", func() bool {
		before := r.cpu()
		time.Sleep(300 * time.Millisecond)
		return r.cpu()-before < 0.03
	})
}

func (p Program) testMemoryOfAStream(t *testing.T) {
	r := p.start(t)
	dial(t, r.Addr).leave()
	before, peak := r.memory(), 0
	done := make(chan struct{})
	sampled := make(chan struct{})
	go func() {
		defer close(sampled)
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			if info, err := r.stats.MemoryInfo(); err == nil {
				peak = max(peak, int(info.RSS))
			}
			select {
			case <-tick.C:
			case <-done:
				tick.Stop()
				return
			}
		}
	}()
	func() {
		defer func() {
			close(done)
			<-sampled
		}()
		sendAndCompare(t, dial(t, r.Addr), 64)
	}()
	require.Less(t, peak-before, 32<<20, "bytes of memory for a stream of 64 MiB")
}

func (p Program) testManyVisits(t *testing.T) {
	r := p.start(t)
	visit := func() {
		c := dial(t, r.Addr)
		c.ask("hello")
		c.leave()
	}
	for range 100 {
		visit()
	}
	files, err := r.stats.NumFDs()
	if err != nil {
		t.Skipf("this system does not tell how many files a process has open: %v", err)
	}
	threads, err := r.stats.NumThreads()
	require.NoError(t, err)
	visits := 5000
	if runtime.GOOS != "linux" {
		visits = 500 // other systems have fewer ports, and let them rest longer
	}
	for range visits {
		visit()
	}
	eventually(t, "files are left open", func() bool {
		now, err := r.stats.NumFDs()
		return err == nil && now <= files
	})
	now, err := r.stats.NumThreads()
	require.NoError(t, err)
	require.LessOrEqual(t, now, threads+8, "threads are left behind") // the runtime may start a few
}

// mostInQueue returns n, or how many clients the kernel lets queue if that is
// less: 128 on macOS.
func mostInQueue(n int) int {
	if runtime.GOOS == "linux" {
		return n
	}
	return min(n, 100)
}

// testOutOfFiles gives the program fewer file descriptors than it has clients.
func (p Program) testOutOfFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such limit")
	}
	args := append([]string{"-c", `ulimit -n 64 && exec "$0" "$@"`, p.path, "-addr", "127.0.0.1:0"}, p.Args...)
	r := start(t, exec.Command("sh", args...))
	var clients []*client
	clientsInAll := mostInQueue(200)
	for range clientsInAll {
		c := dial(t, r.Addr)
		c.send("hello\n")
		clients = append(clients, c)
	}
	clients[0].expect("HELLO\n")
	time.Sleep(time.Second) // long enough for a flood of the log, and for a server that gives up
	eventually(t, "the program spins", func() bool {
		before := r.cpu()
		time.Sleep(300 * time.Millisecond)
		return r.cpu()-before < 0.03
	})
	connected := 0
	for _, line := range r.Lines() {
		if _, ok := line.Connected(); ok {
			connected++
		}
	}
	require.Less(t, connected, clientsInAll, "the limit has not been reached: this test tries nothing")
	require.Less(t, len(r.Lines())-connected, 15, "the log is flooded")
	if p.AtOnce != 1 { // who has one client at a time needs no more files
		require.Greater(t, len(r.Lines())-connected, 1, "the log does not say why nobody is accepted")
	}
	for _, c := range clients {
		c.reset()
	}
	dial(t, r.Addr).ask("is there room now?")
}

// MemoryPerClient returns how many bytes of memory the program uses for each of
// so many clients that have been answered once and then say nothing.
func (p Program) MemoryPerClient(t *testing.T, clients int) float64 {
	r := p.start(t)
	for range 100 { // what the first clients cost is no matter of their number
		c := dial(t, r.Addr)
		c.ask("hello")
		c.leave()
	}
	before := r.memory()
	for range clients {
		conn, err := net.Dial("tcp", r.Addr)
		if errors.Is(err, syscall.EMFILE) {
			t.Skipf("this test opens %d files; allow them with: ulimit -n %d", clients, clients+100)
		}
		require.NoError(t, err)
		t.Cleanup(func() { conn.Close() })
		conn.SetDeadline(time.Now().Add(limit))
		_, err = io.WriteString(conn, "hello\n")
		require.NoError(t, err)
		var reply [6]byte
		_, err = io.ReadFull(conn, reply[:])
		require.NoError(t, err)
		require.Equal(t, "HELLO\n", string(reply[:]))
	}
	return float64(r.memory()-before) / float64(clients)
}
