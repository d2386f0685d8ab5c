package main

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/servertest"
)

// A fakePoller answers as a test tells it to, and notes what it has been asked. Its
// listener is socket 0; the clients are sockets 1, 2, and so on.
type fakePoller struct {
	ready   []int // what wait names
	waiting int   // how many clients can be accepted
	failing int   // how often accept fails before that
	next    int   // the socket of the client accepted last
	addErr  error
	failed  error // what listen says
	readErr error // after all that can be read
	unread  int   // how many reads there is something for
	out     func(answer []byte) (int, error)
	onWake  func()
	onWait  func()

	reads   int
	removed []int
	wanted  []interest
	closed  bool
}

func (p *fakePoller) listen(net.Listener) (int, error) { return 0, p.failed }

func (p *fakePoller) accept(int) (int, netip.AddrPort, error) {
	if p.failing > 0 {
		p.failing--
		return none, netip.AddrPort{}, errors.New("too many open files")
	}
	if p.waiting == 0 {
		return none, netip.AddrPort{}, errAgain
	}
	p.waiting--
	p.next++
	return p.next, netip.AddrPort{}, nil
}

func (p *fakePoller) add(int) error { return p.addErr }

func (p *fakePoller) want(_ int, what interest) { p.wanted = append(p.wanted, what) }

func (p *fakePoller) read(_ int, buf []byte) (int, error) {
	p.reads++
	if p.unread == 0 {
		return 0, p.readErr
	}
	p.unread--
	return copy(buf, "hello"), nil
}

func (p *fakePoller) write(_ int, answer []byte) (int, error) {
	if p.out == nil {
		return len(answer), nil
	}
	return p.out(answer)
}

func (p *fakePoller) remove(socket int) { p.removed = append(p.removed, socket) }

func (p *fakePoller) wait() []int {
	if p.onWait != nil {
		p.onWait()
	}
	return p.ready
}

func (p *fakePoller) wake() {
	if p.onWake != nil {
		p.onWake()
	}
}

func (p *fakePoller) close() { p.closed = true }

// listening returns a loop that accepts for itself.
func listening(t *testing.T, p *fakePoller) *loop {
	t.Helper()
	l := newLoop(p)
	require.NoError(t, l.listen(nil, []*loop{l}))
	return l
}

// serving returns a loop with one client, which is ready.
func serving(t *testing.T, p *fakePoller) *loop {
	t.Helper()
	l := listening(t, p)
	p.waiting, p.ready = 1, []int{0}
	l.turn()
	require.Equal(t, 1, l.count)
	p.ready = []int{1}
	return l
}

// A flooder always has more. It must not keep the loop from the others.
func TestSessionReadsOnceATurn(t *testing.T) {
	p := &fakePoller{unread: 3, readErr: errAgain}
	l := serving(t, p)
	l.turn()
	require.Equal(t, 1, p.reads)
}

// Many may come at once. They must not keep the loop from those who are there.
func TestLoopAcceptsOneClientATurn(t *testing.T) {
	p := &fakePoller{waiting: 3, ready: []int{0}}
	l := listening(t, p)
	l.turn()
	require.Equal(t, 2, p.waiting)
}

func TestSessionEndsWithItsConnection(t *testing.T) {
	broken := errors.New("connection reset by peer")
	for name, p := range map[string]*fakePoller{
		"read":  {readErr: broken},
		"end":   {readErr: io.EOF},
		"write": {unread: 1, out: func([]byte) (int, error) { return 0, broken }},
		"write later": {unread: 1, out: func() func([]byte) (int, error) {
			errs := []error{errAgain, broken}
			return func([]byte) (int, error) {
				err := errs[0]
				errs = errs[1:]
				return 0, err
			}
		}()},
	} {
		t.Run(name, func(t *testing.T) {
			l := serving(t, p)
			l.turn()
			if name == "write later" {
				l.turn()
			}
			require.Equal(t, []int{1}, p.removed)
			require.Zero(t, l.count)
			require.Nil(t, l.sessions[1])
		})
	}
}

func TestFalseAlarmChangesNothing(t *testing.T) {
	p := &fakePoller{readErr: errAgain}
	l := serving(t, p)
	p.ready = []int{0, 1} // the listener, and the client
	l.turn()
	require.Equal(t, 1, l.count)
	require.Empty(t, p.wanted)
}

// What there was no room for is kept, and sent when there is, each byte once.
func TestSessionSendsTheRestWhenThereIsRoom(t *testing.T) {
	var sent []byte
	p := &fakePoller{unread: 1, readErr: io.EOF, out: func(answer []byte) (int, error) {
		sent = append(sent, answer[:min(2, len(answer))]...)
		return min(2, len(answer)), nil
	}}
	l := serving(t, p)
	for range 3 {
		l.turn()
		clear(l.in) // it is the loop's, and may be somebody else's answer by now
	}
	require.Equal(t, "HELLO", string(sent))
	require.Equal(t, []interest{writing, reading}, p.wanted)
	require.Equal(t, 1, p.reads, "while it writes, it takes in nothing new")
	l.turn()
	require.Equal(t, []int{1}, p.removed, "the end was told after the answer")
}

// A loop that is woken and finds no call would go to sleep over it.
func TestACallIsThereWhenTheLoopIsWoken(t *testing.T) {
	calls := 0
	p := &fakePoller{}
	l := newLoop(p)
	p.onWake = func() { calls = len(l.calls) }
	l.do(func() {})
	require.Equal(t, 1, calls)
}

// Who has connected before the shutdown is accepted, though the loop has not yet
// been told that they are there.
func TestShutdownAcceptsWhoCameInTime(t *testing.T) {
	p := &fakePoller{waiting: 3}
	l := listening(t, p)
	for range lastLooks {
		require.Empty(t, p.removed)
		l.stopAccepting()
		require.Zero(t, p.waiting)
		p.waiting = 1 // is noticed late
	}
	require.Equal(t, 3+lastLooks-1, l.count)
	require.Equal(t, []int{0}, p.removed, "the listener")
}

// Clients may come faster than they are accepted. A shutdown must come to its end.
func TestShutdownAcceptsNoMoreThanAKernelKeeps(t *testing.T) {
	p := &fakePoller{waiting: 3 * longestQueue}
	l := listening(t, p)
	logOf(l.stopAccepting)
	require.Equal(t, longestQueue, l.count)
}

// An error would come again at once, as long as one asks.
func TestShutdownDoesNotInsistOnAFailingAccept(t *testing.T) {
	p := &fakePoller{failing: lastLooks + 1}
	l := listening(t, p)
	for range lastLooks {
		l.stopAccepting()
	}
	require.Equal(t, 1, p.failing)
	require.Equal(t, []int{0}, p.removed, "the listener")
}

// A call may come late: after the patience of Shutdown has ended.
func TestStopAcceptingAfterCloseAllDoesNothing(t *testing.T) {
	p := &fakePoller{waiting: 1}
	l := listening(t, p)
	l.closeAll()
	l.stopAccepting()
	l.acceptAgain()
	require.Equal(t, 1, p.waiting, "who accepts now?")
	require.Equal(t, []int{0}, p.removed, "the listener, once")
	require.Empty(t, p.wanted, "the listener is gone")
}

// What a loop owns, another one does not touch: it asks the owner, with do.
func TestLoopAsksTheOthers(t *testing.T) {
	a, o := newLoop(&fakePoller{waiting: 1}), newLoop(&fakePoller{})
	require.NoError(t, a.listen(nil, []*loop{o, a})) // in turn, and the other is first
	require.True(t, a.accept())
	require.Zero(t, o.count, "it has not had its turn")
	(<-o.calls)()
	require.Equal(t, 1, o.count)
	a.endAccepting()
	require.False(t, o.draining, "it has not had its turn")
	(<-o.calls)()
	require.True(t, o.draining)
}

// A client may be handed over to a loop that has nobody left. If that loop had
// ended, nobody would close the client.
func TestLoopThatAcceptsEndsBeforeTheOthers(t *testing.T) {
	accepting := &fakePoller{waiting: 1}
	other := &fakePoller{}
	a, o := newLoop(accepting), newLoop(other)
	require.NoError(t, a.listen(nil, []*loop{o, a})) // in turn, and the other is first
	other.onWait = func() {
		other.onWait = func() { require.FailNow(t, "all has been said, and the loop goes on") }
		require.True(t, a.accept())
		a.closeAll()
	}
	o.closeAll()
	o.run()
	require.Equal(t, []int{1}, other.removed)
	require.True(t, other.closed)
}

// A loop that has ended makes no calls any more, and there is room for few.
func TestShutdownTellsEveryLoopToCloseOnce(t *testing.T) {
	s := &Server{loops: []*loop{newLoop(&fakePoller{}), newLoop(&fakePoller{})}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 3 {
		s.Shutdown(ctx)
		s.closeAll()
	}
	for _, l := range s.loops {
		require.Len(t, l.calls, 1)
	}
}

// Who has just read the rest of an answer may have more to say.
func TestDrainWaitsForWhoHasJustRead(t *testing.T) {
	full := true
	p := &fakePoller{unread: 1, out: func(answer []byte) (int, error) {
		if full {
			return 0, errAgain
		}
		return len(answer), nil
	}}
	l := serving(t, p)
	l.turn()
	l.sessions[1].endIfSilent(l)
	full = false
	l.turn()
	for range lastLooks {
		l.sessions[1].endIfSilent(l)
		require.Empty(t, p.removed)
	}
	l.sessions[1].endIfSilent(l)
	require.Equal(t, []int{1}, p.removed)
}

func TestAllSessionsAreDrainedAndClosed(t *testing.T) {
	for name, end := range map[string]func(*loop){
		"closed": (*loop).closeAll,
		"drained": func(l *loop) {
			for range lastLooks {
				l.endSilent() // from the first on, nothing has been heard of them
			}
			l.endSilent()
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := &fakePoller{}
			l := newLoop(p)
			for socket := range 3 {
				l.add(socket, netip.AddrPort{})
			}
			end(l)
			require.Equal(t, []int{0, 1, 2}, p.removed)
			require.Zero(t, l.count)
		})
	}
}

// Nobody else closes it. That there was no room for it, the log must tell.
func TestClientThatCannotBeAddedIsClosed(t *testing.T) {
	for name, test := range map[string]struct {
		prepare func(*fakePoller, *loop)
		logged  string
	}{
		"too many": {
			func(p *fakePoller, _ *loop) { p.addErr = errors.New("no space left on device") },
			"no space left on device\n",
		},
		"too late": {func(_ *fakePoller, l *loop) { l.closed = true }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := &fakePoller{}
			l := newLoop(p)
			test.prepare(p, l)
			logged := logOf(func() { l.add(7, netip.AddrPort{}) })
			require.Equal(t, []int{7}, p.removed)
			require.Zero(t, l.count)
			require.Equal(t, test.logged, logged)
		})
	}
}

// logOf returns what is logged while f runs, without the time of day.
func logOf(f func()) string {
	var logged strings.Builder
	defer log.SetOutput(log.Writer())
	defer log.SetFlags(log.Flags())
	log.SetOutput(&logged)
	log.SetFlags(0)
	f()
	return logged.String()
}

// A client may have been handed over just before the last one left.
func TestLoopMakesAllCallsBeforeItEnds(t *testing.T) {
	p := &fakePoller{}
	l := newLoop(p)
	l.draining = true
	made := 0
	for range 3 {
		l.do(func() { made++ })
	}
	l.run()
	require.Equal(t, 3, made)
	require.True(t, p.closed, "its poller has files of its own")
}

// Only a shutdown is an end without a fault: of any other, main must learn why.
func TestServeTellsWhyItHasEnded(t *testing.T) {
	listen := func() net.Listener {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		return listener
	}
	t.Run("shutdown", func(t *testing.T) {
		listener := listen()
		addr := listener.Addr().String()
		s := &Server{Loops: 1}
		ended := make(chan error, 1)
		go func() { ended <- s.Serve(listener) }()
		client, err := net.Dial("tcp", addr)
		require.NoError(t, err)
		require.NoError(t, client.SetDeadline(time.Now().Add(20*time.Second)))
		require.Equal(t, "HELLO\n", <-servertest.Ask(client, "hello\n"), "it serves")
		client.Close()
		require.NoError(t, s.Shutdown(t.Context()))
		select {
		case err := <-ended:
			require.ErrorIs(t, err, ErrServerClosed)
		case <-time.After(20 * time.Second):
			require.Fail(t, "Serve does not end")
		}
	})
	t.Run("listener closed", func(t *testing.T) {
		p := &fakePoller{failed: net.ErrClosed}
		s := &Server{Loops: 1, newPoller: func() (poller, error) { return p, nil }}
		require.ErrorIs(t, s.Serve(listen()), net.ErrClosed)
		require.True(t, p.closed)
	})
}

func TestServeThatCannotBeginClosesItsPollers(t *testing.T) {
	var made []*fakePoller
	full := errors.New("too many open files")
	s := &Server{Loops: 2, newPoller: func() (poller, error) {
		if len(made) == 1 {
			return nil, full
		}
		made = append(made, &fakePoller{})
		return made[0], nil
	}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.ErrorIs(t, s.Serve(listener), full)
	require.True(t, made[0].closed)
	require.ErrorIs(t, listener.Close(), net.ErrClosed)
}

// Who has not read an answer yet says nothing, and is not silent.
func TestDrainWaitsForWhoIsStillReading(t *testing.T) {
	p := &fakePoller{unread: 1, out: func([]byte) (int, error) { return 0, errAgain }}
	l := serving(t, p)
	l.turn()
	for range 3 {
		for s := range l.all {
			s.endIfSilent(l)
		}
	}
	require.Empty(t, p.removed)
}
