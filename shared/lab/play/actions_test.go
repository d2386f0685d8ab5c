package play

import (
	"bufio"
	"context"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
)

// script makes a scenario of the lines of a file.
func script(t *testing.T, lines ...string) scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse("test.txt", strings.Join(lines, "\n"))
	require.NoError(t, err)
	return s
}

// playWith plays a scenario against a server that treats every client so.
func playWith(t *testing.T, handle func(net.Conn), lines ...string) recording.Recording {
	t.Helper()
	r := begin()
	addr := serve(t, r, handle)
	return Play(soon(t), Server{Addr: addr, Signal: noSignal}, script(t, lines...), r)
}

// echo answers everything with itself, byte for byte.
func echo(conn net.Conn) { io.Copy(conn, conn) }

// find returns what a client did or saw first of a kind.
func find(t *testing.T, r recording.Recording, client string, kind recording.Kind) recording.Event {
	t.Helper()
	for _, e := range r.Events {
		if e.Client == client && e.Kind == kind {
			return e
		}
	}
	require.Fail(t, "there is no such event", "%s %s: %v", client, kind, r.Events)
	return recording.Event{}
}

func TestMuchTextIsOneAsk(t *testing.T) {
	got := playWith(t, echo, "0s A connects", "0s A sends 3 MB of text", "0s A sends hi", "0s A leaves")
	require.Equal(t, []recording.Kind{"connect", "send", "reply", "send", "reply", "leave"}, kinds(got.Events, recording.Client))
	require.Equal(t, 3_000_000, find(t, got, "A", recording.Send).Bytes)
	reply := find(t, got, "A", recording.Reply)
	require.Equal(t, 3_000_000, reply.Bytes)
	require.Empty(t, reply.Text)
}

func TestHalfClosedClientGetsItsReplyAndThenTheEnd(t *testing.T) {
	heard := make(chan string, 1)
	got := playWith(t, func(conn net.Conn) {
		all, _ := io.ReadAll(conn) // to the end, which only a half-close makes
		heard <- string(all)
		conn.Write(all)
	}, "length 0.5s", "0s A connects", "0s A stops reading", "0s A sends hi", "0s A half-closes", "0s A reads again")
	require.Equal(t, "hi\n", <-heard)
	require.Equal(t, []recording.Kind{"connect", "stop reading", "send", "half-close", "read again", "reply", "hung up"},
		kinds(got.Events, recording.Client))
}

func TestReset(t *testing.T) {
	ended := make(chan error, 1)
	got := playWith(t, func(conn net.Conn) {
		_, err := io.Copy(io.Discard, conn)
		ended <- err
	}, "0s A connects", "0.05s A resets")
	require.Equal(t, []recording.Kind{"connect", "reset"}, kinds(got.Events, recording.Client))
	require.Error(t, <-ended, "not just an end of what the client had to say")
}

// A client that does not read takes its next steps without waiting for replies,
// and gets them when it reads again.
func TestStopsReadingAndReadsAgain(t *testing.T) {
	got := playWith(t, upper, "0s A connects", "0s A stops reading", "0s A sends a", "0s A sends b", "0.2s A reads again", "0.2s A leaves")
	require.Equal(t, []recording.Kind{"connect", "stop reading", "send", "send", "read again", "reply", "reply", "leave"},
		kinds(got.Events, recording.Client))
	require.Equal(t, "A", find(t, got, "A", recording.Reply).Text)
}

func TestFloodIsTwoEvents(t *testing.T) {
	got := playWith(t, echo, "0s A connects", "0s A floods", "0.2s A stops flooding", "0.2s A sends hi", "0.2s A leaves")
	require.Equal(t, []recording.Kind{"connect", "flood", "flooded", "send", "reply", "leave"}, kinds(got.Events, recording.Client))
	require.Positive(t, find(t, got, "A", recording.Flooded).Bytes)
	require.Zero(t, find(t, got, "A", recording.Flooded).Bytes%len(chunk), "all that was sent has been answered")
	require.Equal(t, "hi", find(t, got, "A", recording.Reply).Text)
}

func TestFloodEndsWithItsClient(t *testing.T) {
	got := playWith(t, echo, "0s A connects", "0s A floods", "0.1s A leaves")
	require.Equal(t, []recording.Kind{"connect", "flood", "flooded", "leave"}, kinds(got.Events, recording.Client))
	got = playWith(t, echo, "length 0.2s", "0s A connects", "0s A floods")
	require.Equal(t, []recording.Kind{"connect", "flood", "flooded"}, kinds(got.Events, recording.Client), "and with the play")
}

func TestFloodThatIsCutOff(t *testing.T) {
	got := playWith(t, func(conn net.Conn) { io.CopyN(conn, conn, 100_000) },
		"0s A connects", "0s A floods", "0.5s A stops flooding", "0.5s A leaves", "0.5s A connects", "0.5s A leaves")
	require.Equal(t, []recording.Kind{"connect", "flood", "flooded", "cut off", "connect", "leave"},
		kinds(got.Events, recording.Client), "it can come again")
}

// A server that answers stops taking text from a client that does not read.
func TestClientThatDoesNotReadIsStuckInTheEnd(t *testing.T) {
	got := playWith(t, echo, "0s A connects", "0s A floods", "0.1s A stops reading", "1s A reads again", "1s A stops flooding", "1s A leaves")
	require.Equal(t, []recording.Kind{"connect", "flood", "stop reading", "stalled", "read again", "flooded", "leave"},
		kinds(got.Events, recording.Client))
	stalled := find(t, got, "A", recording.Stalled)
	require.Greater(t, stalled.Bytes, 10_000, "all buffers between them are full")
	require.Greater(t, find(t, got, "A", recording.Flooded).Bytes, stalled.Bytes, "and then it flows again")
}

func TestServerThatHangsUpOnAnIdleClientIsNoticedAtOnce(t *testing.T) {
	got := playWith(t, func(net.Conn) {}, "length 5s", "0s A connects", "0.3s A sends hi", "0.3s A leaves", "0.4s B connects", "0.6s B leaves")
	require.Equal(t, []recording.Kind{"connect", "hung up", "connect", "hung up"}, kinds(got.Events, recording.Client))
	require.Less(t, find(t, got, "A", recording.HungUp).At, find(t, got, "B", recording.Connect).At)
}

// Who does not leave, stays: otherwise others would get their turn at a moment
// at which nothing can be seen to happen.
func TestClientThatDoesNotLeaveStaysToTheEnd(t *testing.T) {
	got := playWith(t, upper, "length 0.3s", "0s A connects", "0.1s B connects", "0.1s B sends hi", "0.1s B leaves")
	require.Equal(t, []recording.Kind{"connect", "connect", "send", "reply", "leave"}, kinds(got.Events, recording.Client))
	require.GreaterOrEqual(t, find(t, got, "A", recording.Dropped).At, 300*time.Millisecond)
}

func TestClientsThatConnectTogetherDoSoInOrder(t *testing.T) {
	for range 5 {
		got := playWith(t, upper, "0s A..F connect", "0.1s A..F leave")
		var came, pickedUp []string
		last := -apart
		for _, e := range got.Events {
			switch e.Kind {
			case recording.PickedUp:
				pickedUp = append(pickedUp, e.Client)
			case recording.Connect:
				came = append(came, e.Client)
				require.GreaterOrEqual(t, e.At-last, apart, "the server has time to log one before the next")
				last = e.At
			}
		}
		require.Equal(t, []string{"A", "B", "C", "D", "E", "F"}, came)
		require.Equal(t, came, pickedUp)
	}
}

func TestOneThatCannotConnectDoesNotStopTheOthers(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	r := begin()
	got := Play(soon(t), Server{Addr: listener.Addr().String()}, script(t, "0s A..C connect", "0.1s A..C leave"), r)
	require.Equal(t, []recording.Kind{"connect", "refused", "connect", "refused", "connect", "refused"}, kinds(got.Events, recording.Client))
}

func TestLineWithoutEndIsNotKept(t *testing.T) {
	got := playWith(t, func(conn net.Conn) {
		in := bufio.NewReader(conn)
		in.ReadString('\n') // what comes before the client has asked is no reply
		conn.Write(make([]byte, 10*longestReply))
		conn.Write([]byte("\n"))
		io.Copy(io.Discard, in)
	}, "0s A connects", "0s A sends hi", "0.2s A leaves")
	require.Len(t, find(t, got, "A", recording.Reply).Text, longestReply)
}

func TestMoreThanWasAskedForIsNoReply(t *testing.T) {
	got := playWith(t, func(conn net.Conn) {
		conn.Write([]byte("welcome\n"))
		upper(conn)
	}, "0s A connects", "0.2s A sends hi", "0.3s A leaves")
	require.Equal(t, "HI", find(t, got, "A", recording.Reply).Text)
}

func TestServerGetsItsSignalAndItsEndIsWaitedFor(t *testing.T) {
	for line, want := range map[string]struct {
		signal os.Signal
		name   string
	}{
		"0.1s server gets SIGTERM": {terminate(), terminateName()},
		"0.1s server gets Ctrl-C":  {os.Interrupt, "Ctrl-C"},
	} {
		r := begin()
		got := make(chan os.Signal, 1)
		ended := make(chan struct{})
		server := Server{
			Addr: serve(t, r, upper),
			Signal: func(sig os.Signal) error {
				got <- sig
				time.AfterFunc(100*time.Millisecond, func() { r.Ended("exit status 0", "bye"); close(ended) })
				return nil
			},
			Ended: ended,
		}
		rec := Play(soon(t), server, script(t, "length 0.1s", "0s A connects", "0s A leaves", line), r)
		require.Equal(t, want.signal, <-got)
		require.Equal(t, []recording.Kind{"signal", "ended"}, kinds(rec.Events, recording.Lab))
		require.Equal(t, want.name, find(t, rec, "", recording.Signal).Text)
		require.Equal(t, "exit status 0", find(t, rec, "", recording.Ended).Status)
	}
}

func terminate() os.Signal {
	sig, _ := signalOf(scenario.Terminate)
	return sig
}

func terminateName() string {
	if runtime.GOOS == "windows" {
		return "Ctrl-C"
	}
	return "SIGTERM"
}

func TestServerThatDoesNotEndIsNotWaitedForLongerThanThePlay(t *testing.T) {
	ctx, cancel := context.WithCancel(soon(t))
	r := begin()
	server := Server{
		Addr:   serve(t, r, upper),
		Signal: func(os.Signal) error { cancel(); return nil },
	}
	rec := Play(ctx, server, script(t, "0s A connects", "0.1s server gets Ctrl-C", "0.1s A leaves"), r)
	require.Equal(t, []recording.Kind{"signal"}, kinds(rec.Events, recording.Lab))
}

// Nobody knows the log of a server that ran before, so nobody waits for it.
func TestStrangersLogIsNotWaitedFor(t *testing.T) {
	r := begin()
	addr := serve(t, NewRecorder(), upper)
	got := Play(soon(t), Server{Addr: addr}, script(t, "0s A connects", "0s A sends hi", "0s A leaves"), r)
	require.Empty(t, kinds(got.Events, recording.Log))
	require.Less(t, time.Since(r.start), settleTime)
}

func TestInterruptedPlayEndsWhateverItsClientsDo(t *testing.T) {
	for _, steps := range [][]string{
		{"0s A connects", "0s A floods", "9s A leaves"},
		{"0s A connects", "0s A stops reading", "0s A floods", "9s A leaves"},
		{"0s A connects", "0s A stops reading", "0s A sends 100 MB of text", "9s A reads again"},
		{"0s A connects", "9s A leaves"},
		{"0s A..C connect"},
	} {
		ctx, cancel := context.WithTimeout(soon(t), 100*time.Millisecond)
		r := begin()
		addr := serve(t, r, echo)
		Play(ctx, Server{Addr: addr, Signal: noSignal}, script(t, append([]string{"length 10s"}, steps...)...), r)
		cancel()
		require.Less(t, time.Since(r.start), deadline, steps)
	}
}

func TestWaitingEndsWithTheReplyOrTheClient(t *testing.T) {
	r := begin()
	note := func(client string, kind recording.Kind) {
		r.add(recording.Event{Source: recording.Client, Client: client, Kind: kind})
	}
	note("A", recording.StopReading)
	note("A", recording.Send)
	note("A", recording.ReadAgain)
	require.Equal(t, []string{"A"}, r.Waiting())
	note("A", recording.Reset)
	require.Empty(t, r.Waiting())
}

// A busy machine may make steps late, but not change their order.
func TestStepsKeepTheirOrderHoweverLate(t *testing.T) {
	var lines, want []string
	for range 20 {
		for _, client := range []string{"B", "A", "C"} {
			lines = append(lines, "0s "+client+" stops reading", "0s "+client+" reads again")
			want = append(want, client+" stop reading", client+" read again")
		}
	}
	got := playWith(t, upper, append([]string{"0s A..C connect"}, append(lines, "0s A..C leave")...)...)
	var did []string
	for _, e := range got.Events {
		if e.Kind == recording.StopReading || e.Kind == recording.ReadAgain {
			did = append(did, e.Client+" "+string(e.Kind))
		}
	}
	require.Equal(t, want, did)
}

// That a client waits for a reply must not hold up the others: it is the story.
func TestWhoWaitsForAReplyHoldsUpNobodysSteps(t *testing.T) {
	turn := make(chan struct{}, 1)
	got := playWith(t, func(conn net.Conn) {
		turn <- struct{}{} // one client after the other
		upper(conn)
		<-turn
	}, "0s A connects", "0s B connects", "0s B sends hi", "0s B leaves", "0s A leaves")
	require.Less(t, find(t, got, "A", recording.Leave).At, find(t, got, "B", recording.Reply).At)
}

func TestServerThatHasEndedLogsNoMore(t *testing.T) {
	r := begin()
	r.add(recording.Event{Source: recording.Client, Client: "A", Kind: recording.Connect})
	require.False(t, r.settled())
	r.Ended("exit status 0", "")
	require.True(t, r.settled())
}
