package measure

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"workbook/shared/bench/figures"
	"workbook/shared/stage"
)

// TestMain makes this test binary a server that dies of its first line, when it is
// told to be one.
func TestMain(m *testing.M) {
	if os.Getenv("MEASURE_TEST_DIES") == "" {
		goleak.VerifyTestMain(m)
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	os.Stderr.WriteString("listening on " + listener.Addr().String() + "\n")
	conn, err := listener.Accept()
	if err == nil {
		_, err = bufio.NewReader(conn).ReadString('\n')
	}
	conn.Close() // its client hears of it before it has ended
	panic(fmt.Sprint("oh no: ", err))
}

// serve starts a server with so many hands (0: enough) that sends what answer
// makes of a line; nil ends the connection. It ends with the test.
func serve(t *testing.T, hands int, answer func(line []byte) []byte) (addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	if hands == 0 {
		hands = 10_000
	}
	free := make(chan bool, hands)
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				conn.SetDeadline(time.Now().Add(30 * time.Second))
				free <- true
				defer func() { <-free }()
				talk(conn, answer)
			})
		}
	})
	t.Cleanup(func() {
		listener.Close()
		running.Wait()
	})
	return listener.Addr().String()
}

func talk(conn net.Conn, answer func(line []byte) []byte) {
	lines := bufio.NewReaderSize(conn, 1<<16)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		reply := answer(line)
		if reply == nil {
			return
		}
		conn.Write(reply)
	}
}

func upper(line []byte) []byte { return cases.Upper(language.Und).Bytes(line) }

// tiny takes a fraction of a second.
func tiny() Plan {
	w := Work{2, 5 * time.Millisecond}
	return Plan{Mode: "tiny", Limit: 20 * time.Second, Base: 10, Sizes: []int{1, 10, 20}, Crowd: 1000, Load: w, Growth: w, Churn: w, Flood: w, Compute: w}
}

// measured carries out a plan.
func measured(t *testing.T, p Plan, targets ...Target) figures.Run {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	run, err := Run(ctx, p, targets, func(Progress) {})
	require.NoError(t, err)
	return run
}

func TestServerFromOutside(t *testing.T) {
	t.Parallel()
	last, calls := Progress{}, 0
	run, err := Run(t.Context(), tiny(), []Target{{Name: "here", Addr: serve(t, 0, upper)}}, func(p Progress) {
		require.GreaterOrEqual(t, p.Done, last.Done)
		require.Less(t, p.Done, p.Total)
		last = p
		calls++
	})
	require.NoError(t, err)
	require.Positive(t, calls)
	require.Empty(t, run.Failures())
	require.NotEmpty(t, run.Calibration)
	for _, kind := range []figures.Kind{figures.Load, figures.Churn, figures.Flood} {
		for _, result := range run.Of(kind) {
			require.Len(t, result.Rounds, 2)
			require.True(t, result.Get(figures.P99).Known(), result)
			require.False(t, result.Get(figures.CPU).Known(), "nothing is known of its process")
			require.False(t, result.Get(figures.Peak).Known())
			require.Zero(t, result.Served)
		}
	}
	for _, result := range run.Of(figures.Compute) {
		require.Equal(t, "it runs already, so it cannot be started with other settings", result.Why)
		require.False(t, result.Failed)
	}
}

func TestProcessIsKnownByItsNumber(t *testing.T) {
	t.Parallel()
	p := tiny()
	p.Growth, p.Churn, p.Flood, p.Compute = Work{}, Work{}, Work{}, Work{}
	p.Load.Window = 100 * time.Millisecond // some ticks of the clock that counts CPU time
	run := measured(t, p, Target{Name: "here", Addr: serve(t, 0, upper), PID: os.Getpid()})
	result := run.Of(figures.Load)[0]
	require.Positive(t, result.Get(figures.CPU).Median)
	require.Positive(t, result.Get(figures.CPU).Grain)
	require.Positive(t, result.Get(figures.Peak).Median)
}

func TestServersWithFewHands(t *testing.T) {
	t.Parallel()
	run := measured(t, tiny(), Target{Name: "one", Addr: serve(t, 1, upper)}, Target{Name: "four", Addr: serve(t, 4, upper)})
	require.Empty(t, run.Failures())
	for server, hands := range map[string]int{"one": 1, "four": 4} {
		base := run.Find(figures.Case{Server: server, Kind: figures.Load, Clients: 10})
		require.Equal(t, hands, base.AtWork())
		require.Len(t, base.Rounds, 2)
		alone := run.Find(figures.Case{Server: server, Kind: figures.Load, Clients: 1})
		require.Zero(t, alone.Served)
		require.Len(t, alone.Rounds, 2)
		more := run.Find(figures.Case{Server: server, Kind: figures.Load, Clients: 20})
		require.Equal(t, hands, more.AtWork())
		require.Equal(t, serves(hands), more.Why)
		require.Empty(t, more.Rounds)
		churn := run.Of(figures.Churn)[0]
		require.Equal(t, churn.Clients, churn.AtWork(), "they all have their turn")
	}
	flood := run.Find(figures.Case{Server: "one", Kind: figures.Flood, Clients: polite})
	require.Equal(t, "while the flooder is there, nobody else is served", flood.Why)
	require.True(t, flood.Get(figures.Alone99).Known())
	require.False(t, flood.Get(figures.P99).Known())
	flood = run.Find(figures.Case{Server: "four", Kind: figures.Flood, Clients: polite})
	require.Equal(t, 4, flood.AtWork())
	require.True(t, flood.Get(figures.P99).Known())
}

func TestServersAtFault(t *testing.T) {
	t.Parallel()
	var lines atomic.Int64
	garbles := serve(t, 0, func(line []byte) []byte {
		if reply := upper(line); lines.Add(1) < 5 {
			return reply
		}
		return []byte(strings.ToLower(string(line)))
	})
	leaves := serve(t, 0, func([]byte) []byte { return nil })
	run := measured(t, tiny(), Target{Name: "garbles", Addr: garbles}, Target{Name: "leaves", Addr: leaves},
		Target{Name: "well", Addr: serve(t, 0, upper)}, Target{Name: "absent", Why: "it does not build"})
	require.Contains(t, run.Find(figures.Case{Server: "garbles", Kind: figures.Load, Clients: 10}).Why, `is wrong: from byte 0 on it is "client 0000`)
	require.Contains(t, run.Find(figures.Case{Server: "leaves", Kind: figures.Load, Clients: 10}).Why, "the server has hung up")
	require.Equal(t, "it does not build", run.Find(figures.Case{Server: "absent", Kind: figures.Churn, Clients: visitors}).Why)
	require.Equal(t, "it has failed 3 times and is given up", run.Find(figures.Case{Server: "leaves", Kind: figures.Flood, Clients: polite}).Why)
	for _, failed := range run.Failures() {
		require.NotEqual(t, "well", failed.Server)
		require.True(t, failed.Failed)
	}
	require.Len(t, run.Find(figures.Case{Server: "well", Kind: figures.Load, Clients: 10}).Rounds, 2)
}

func TestServerThatDies(t *testing.T) {
	t.Setenv("MEASURE_TEST_DIES", "1")
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	p := tiny()
	p.Growth, p.Churn, p.Flood, p.Compute = Work{}, Work{}, Work{}, Work{}
	run := measured(t, p, Target{Name: "dies", Program: os.Args[0]})
	result := run.Find(figures.Case{Server: "dies", Kind: figures.Load, Clients: 10})
	require.Equal(t, "the server has ended: panic: oh no: <nil>", result.Why)
	require.True(t, result.Failed)
}

func TestServerThatHangs(t *testing.T) {
	t.Parallel()
	p := tiny()
	p.Growth, p.Churn, p.Flood, p.Compute = Work{}, Work{}, Work{}, Work{}
	run := measured(t, p, Target{Name: "hangs", Addr: serve(t, 0, func([]byte) []byte { return []byte{} })})
	require.Equal(t, "the server does not answer: 0 of 1 clients have been answered, and then nobody for 2s",
		run.Find(figures.Case{Server: "hangs", Kind: figures.Load, Clients: 10}).Why)
}

func TestTimeRunsOut(t *testing.T) {
	t.Parallel()
	p := tiny()
	p.Limit = time.Millisecond
	run := measured(t, p, Target{Name: "here", Addr: serve(t, 0, upper)})
	result := run.Find(figures.Case{Server: "here", Kind: figures.Load, Clients: 10})
	require.Empty(t, result.Rounds)
	require.Equal(t, "no time was left for it", result.Why)
	require.Empty(t, run.Failures())
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	p := tiny()
	p.Load.Window = time.Minute
	p.Limit = time.Hour
	_, err := Run(ctx, p, []Target{{Name: "here", Addr: serve(t, 0, upper)}}, func(Progress) {
		time.AfterFunc(50*time.Millisecond, cancel)
	})
	require.ErrorIs(t, err, context.Canceled)
}

func TestProgramThatDoesNotStart(t *testing.T) {
	t.Parallel()
	run := measured(t, tiny(), Target{Name: "no server", Program: os.Args[0] + "-missing"})
	require.True(t, run.Results[0].Failed)
	require.NotEmpty(t, run.Results[0].Why)
}

func TestLastWords(t *testing.T) {
	lines := []stage.Line{{Text: "listening on x"}, {Text: "accept: no"}}
	require.Equal(t, "accept: no", lastWords(lines))
	require.Equal(t, "panic: oh", lastWords(append(lines, stage.Line{Text: "panic: oh"}, stage.Line{Text: "goroutine 1"})))
	require.Equal(t, "it said nothing", lastWords(nil))
}

// A server must be allowed as many files as the bench.
func TestServersInheritTheFileLimit(t *testing.T) {
	if runtime.GOOS == "windows" {
		require.Zero(t, RaiseFileLimit())
		return
	}
	limit := RaiseFileLimit()
	require.Positive(t, limit)
	if limit == 1<<30 {
		t.Skip("there is no limit")
	}
	out, err := exec.Command("sh", "-c", "ulimit -n").Output()
	require.NoError(t, err)
	require.Equal(t, strconv.Itoa(limit), strings.TrimSpace(string(out)))
}

func TestMachine(t *testing.T) {
	m := Machine(100)
	require.Equal(t, runtime.GOOS, m.OS)
	require.Positive(t, m.Cores)
	require.Equal(t, 100, m.Files)
	require.Positive(t, calibrate())
}
