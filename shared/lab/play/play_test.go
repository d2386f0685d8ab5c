package play

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
	"workbook/shared/stage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// deadline is for everything that could hang.
const deadline = 20 * time.Second

// serve is a server with a goroutine per client, that logs to r, those who come in
// the order in which they do. It ends when the test does.
func serve(t *testing.T, r *Recorder, handle func(net.Conn)) (addr string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan struct{})
	running := make(chan struct{}, 100)
	go func() {
		defer close(ended)
		n := 0
		for ; ; n++ {
			conn, err := listener.Accept()
			if err != nil {
				break
			}
			logLine(r, conn.RemoteAddr(), "connected")
			go func() {
				defer func() { running <- struct{}{} }()
				defer conn.Close()
				conn.SetDeadline(time.Now().Add(deadline))
				handle(conn)
				logLine(r, conn.RemoteAddr(), "disconnected")
			}()
		}
		for range n {
			<-running
		}
	}()
	t.Cleanup(func() { listener.Close(); <-ended })
	return listener.Addr().String()
}

func logLine(r *Recorder, addr net.Addr, what string) {
	r.Line(stage.Line{Time: time.Now(), Text: fmt.Sprintf("%s %s", addr, what)})
}

func upper(conn net.Conn) {
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintln(conn, strings.ToUpper(lines.Text()))
	}
}

// at once is a scenario with all steps at time 0: only their order counts.
func atOnce(steps ...scenario.Step) scenario.Scenario {
	return scenario.Scenario{Name: "test", Length: time.Second, Steps: steps}
}

var (
	connect = scenario.Step{Client: "A", Do: scenario.Connect}
	leave   = scenario.Step{Client: "A", Do: scenario.Leave}
)

func send(text string) scenario.Step {
	return scenario.Step{Client: "A", Do: scenario.Send, Text: text}
}

func begin() *Recorder {
	r := NewRecorder()
	r.Begin(time.Now())
	return r
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(cancel)
	return ctx
}

// kinds returns what a source tells, in order.
func kinds(events []recording.Event, source recording.Source) (kinds []recording.Kind) {
	for _, e := range events {
		if e.Source == source {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

func TestClientsDoTheirPartAndTheLogIsMatched(t *testing.T) {
	r := begin()
	addr := serve(t, r, upper)
	got := Play(soon(t), Server{Addr: addr, Signal: noSignal}, atOnce(connect, send("hello"), leave), r)
	require.Equal(t, []recording.Kind{"connect", "send", "reply", "leave"}, kinds(got.Events, recording.Client))
	require.Equal(t, []recording.Kind{"picked up", "dropped"}, kinds(got.Events, recording.Log))
	for i, e := range got.Events {
		require.Equal(t, "A", e.Client)
		if i > 0 {
			require.LessOrEqual(t, got.Events[i-1].At, e.At)
		}
		if e.Kind == recording.Reply {
			require.Equal(t, "HELLO", e.Text)
		}
	}
	require.Equal(t, time.Second, got.Length, "as long as the scenario, also if all is over before")
}

func TestClientSendsAgainOnlyAfterTheReply(t *testing.T) {
	r := begin()
	addr := serve(t, r, upper)
	got := Play(soon(t), Server{Addr: addr, Signal: noSignal}, atOnce(connect, send("a"), send("b"), leave), r)
	require.Equal(t, []recording.Kind{"connect", "send", "reply", "send", "reply", "leave"}, kinds(got.Events, recording.Client))
}

func TestStepsWaitForTheirTime(t *testing.T) {
	r := begin()
	addr := serve(t, r, upper)
	later := send("a")
	later.At = 50 * time.Millisecond
	got := Play(soon(t), Server{Addr: addr, Signal: noSignal}, atOnce(connect, later, leave), r)
	for _, e := range got.Events {
		if e.Kind == recording.Send {
			require.GreaterOrEqual(t, e.At, later.At)
		}
	}
}

func TestServerHangsUp(t *testing.T) {
	r := begin()
	addr := serve(t, r, func(conn net.Conn) { bufio.NewReader(conn).ReadString('\n') })
	got := Play(soon(t), Server{Addr: addr, Signal: noSignal}, atOnce(connect, send("a"), leave), r)
	require.Equal(t, []recording.Kind{"connect", "send", "cut off"}, kinds(got.Events, recording.Client))
}

func TestNobodyListens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	r := begin()
	got := Play(soon(t), Server{Addr: listener.Addr().String()}, atOnce(connect, send("a"), leave), r)
	require.Equal(t, []recording.Kind{"connect", "refused"}, kinds(got.Events, recording.Client))
}

func TestPlayEndsThoughThereIsNoReply(t *testing.T) {
	ctx, cancel := context.WithCancel(soon(t))
	r := begin()
	hungUp := make(chan error, 1)
	addr := serve(t, r, func(conn net.Conn) {
		bufio.NewReader(conn).ReadString('\n')
		cancel() // while the client waits
		_, err := io.Copy(io.Discard, conn)
		hungUp <- err
	})
	got := Play(ctx, Server{Addr: addr, Signal: noSignal}, atOnce(connect, send("a"), leave), r)
	require.NoError(t, <-hungUp, "the client must not wait until the server does")
	require.Equal(t, []recording.Kind{"connect", "send"}, kinds(got.Events, recording.Client))
	require.Equal(t, []string{"A"}, r.Waiting())
}

func TestPlayWaitsForTheEndOfTheLog(t *testing.T) {
	r := begin()
	addr := serve(t, r, func(conn net.Conn) {
		upper(conn)
		time.Sleep(100 * time.Millisecond) // a log that is late
	})
	got := Play(soon(t), Server{Addr: addr, Signal: noSignal}, atOnce(connect, leave), r)
	require.Equal(t, []recording.Kind{"picked up", "dropped"}, kinds(got.Events, recording.Log))
}

func TestRecorderMatchesAddresses(t *testing.T) {
	r := NewRecorder()
	line := func(text string) { r.Line(stage.Line{Time: time.Now(), Text: text}) }
	line("listening on 127.0.0.1:1")
	r.Begin(time.Now())
	line("127.0.0.1:1001 connected") // before the client is known
	r.name("127.0.0.1:1001", "A")
	line("127.0.0.1:1002 connected") // a stranger
	line("accept: too many open files")
	line("127.0.0.1:1001 disconnected")
	var got []string
	for _, e := range r.happened() {
		got = append(got, fmt.Sprintf("%s %s %s %s", e.Source, e.Client, e.Kind, e.Text))
	}
	require.Equal(t, []string{
		"log A picked up ",
		"log  said 127.0.0.1:1002 connected",
		"log  said accept: too many open files",
		"log A dropped ",
	}, got)
}

func TestWaiting(t *testing.T) {
	r := begin()
	note := func(client string, kind recording.Kind) {
		r.add(recording.Event{Source: recording.Client, Client: client, Kind: kind})
	}
	note("B", recording.Connect)
	require.Empty(t, r.Waiting())
	note("B", recording.Send)
	note("A", recording.Send)
	require.Equal(t, []string{"A", "B"}, r.Waiting())
	note("A", recording.Reply)
	note("B", recording.CutOff)
	require.Empty(t, r.Waiting())
}

func noSignal(os.Signal) error { return errors.New("no process") }
