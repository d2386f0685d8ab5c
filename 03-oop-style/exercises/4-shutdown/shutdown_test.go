package shutdown

import (
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestStopsAccepting(t *testing.T) {
	check.Begin(t)
	s := &scene{}
	var serve, shutdown *call
	s.play(t, func() {
		serve = s.serve()
		shutdown = s.shutdown(context.Background())
	})
	check.NoPanic(t, shutdown.panicked, "")
	require.Zero(t, serve.end, "Shutdown was called, and Serve still waits in Accept: close the listener")
	require.Equal(t, ErrServerClosed, serve.err, "Serve must return ErrServerClosed after Shutdown")
	require.NoError(t, shutdown.err, "nobody was connected, so Shutdown has nothing to complain of")
}

func TestLetsSessionsFinish(t *testing.T) {
	check.Begin(t)
	s := &scene{}
	owed, silent := s.client("hello\n", 2*time.Second), s.client("", 0)
	var shutdown *call
	s.play(t, func() {
		s.serve()
		s.dial(owed)
		s.dial(silent)
		shutdown = s.shutdown(context.Background())
	})
	check.NoPanic(t, shutdown.panicked, "")
	require.Equal(t, "HELLO\n", owed.heard, "this client was owed an answer when Shutdown was called: Drain lets a session write it, Close does not")
	require.Zero(t, silent.end, "the session of a silent client waits in Read, and for ever if nobody calls its Drain")
	require.InDelta(t, 2, shutdown.end.Seconds(), soon, "the last session ended after 2 s, when its client had read the answer: Shutdown must return then, not before")
	require.NoError(t, shutdown.err, "all sessions have ended by themselves, so Shutdown must return nil")
}

func TestForcesSessionsThatDoNotEnd(t *testing.T) {
	check.Begin(t)
	s := &scene{}
	deaf := s.client("hello\n", never)
	var shutdown *call
	s.play(t, func() {
		s.serve()
		s.dial(deaf)
		shutdown = s.shutdownWithin(3 * time.Second)
	})
	check.NoPanic(t, shutdown.panicked, "")
	require.InDelta(t, 3, shutdown.end.Seconds(), soon, "a client never reads its answer, and ctx is done after 3 s: Shutdown must return then")
	require.Equal(t, context.DeadlineExceeded, shutdown.err, "Shutdown must return ctx.Err() when ctx is done before all sessions have ended")
	require.InDelta(t, 3, deaf.end.Seconds(), soon, "ctx is done, so the sessions that are left must be closed")
}

func TestFindsSessionsThatStartMeanwhile(t *testing.T) {
	check.Begin(t)
	s := &scene{}
	late := s.client("", 0)
	s.listener.late = late
	var shutdown *call
	s.play(t, func() {
		s.serve()
		shutdown = s.shutdownWithin(10 * time.Second)
	})
	check.NoPanic(t, shutdown.panicked, "")
	require.Equal(t, lateness, late.end, "Accept returned one more client when Shutdown had gone through the sessions already: drain its session, or close its connection. Otherwise it waits for ever")
	require.False(t, late.begun && shutdown.end < lateness, "a session began after Shutdown had returned: Serve, too, must be waited for, since it may be about to start one")
	require.NoError(t, shutdown.err, "all sessions have ended by themselves, so Shutdown must return nil")
}

func TestCountsSessionsBeforeTheyBegin(t *testing.T) {
	check.Begin(t)
	// With one processor, a new goroutine begins when the one that has started it
	// waits, or ends, and the newest one first. If it is interrupted, try again.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	const advice = "Shutdown has returned nil, and a session still runs: wait for all that Serve has started. A goroutine that counts itself may come too late, so count it before the go statement"
	for range 10 {
		s := &scene{}
		early := s.client("", 0)
		s.listener.late = s.client("", 0)
		var shutdown *call
		s.play(t, func() {
			s.serve()
			s.dial(early)
			shutdown = s.shutdown(context.Background())
		})
		check.NoPanic(t, shutdown.panicked, "")
		require.False(t, shutdown.early, advice)

		s = &scene{}
		early = s.client("", 0)
		shutdown = &call{}
		s.listener.then = func() { // the session of early has not begun yet
			shutdown = s.begin(func() error { return s.server.Shutdown(context.Background()) })
		}
		s.play(t, func() {
			s.serve()
			s.listener.conns <- early
			synctest.Wait()
		})
		check.NoPanic(t, shutdown.panicked, "")
		require.False(t, shutdown.early, advice)
	}
}

func TestMayBeCalledTwice(t *testing.T) {
	check.Begin(t)
	s := &scene{}
	deaf := s.client("hello\n", never)
	var first, second, third *call
	s.play(t, func() {
		s.serve()
		s.dial(deaf)
		first = s.shutdown(context.Background())
		time.Sleep(time.Second)
		second = s.shutdownWithin(time.Second)
		time.Sleep(5 * time.Second)
		third = s.shutdown(context.Background())
	})
	check.NoPanic(t, second.panicked, "That was the second call of Shutdown: what may be closed once only must be closed by the first call only")
	require.Equal(t, context.DeadlineExceeded, second.err, "the second call came while a session was running: it must wait as the first does, until its own ctx is done")
	require.InDelta(t, 2, second.end.Seconds(), soon, "the second call's ctx was done 2 s after the first call: the second call must return then")
	require.InDelta(t, 2, first.end.Seconds(), soon, "the second call has closed the last session: the first call must return then, too")
	check.NoPanic(t, third.panicked, "")
	require.InDelta(t, 6, third.end.Seconds(), soon, "when all is over, a further call must return at once")
}

func TestMayBeCalledBeforeServe(t *testing.T) {
	check.Begin(t)
	s := &scene{}
	var serve, shutdown *call
	s.play(t, func() {
		shutdown = s.shutdown(context.Background())
		serve = s.serve()
	})
	check.NoPanic(t, shutdown.panicked, "Shutdown was called before Serve, when there is no listener yet: look at that first")
	require.NoError(t, shutdown.err, "Shutdown was called before Serve: nothing is running, so it must return nil")
	require.Zero(t, s.listener.accepts, "Shutdown was called before Serve, and Serve accepts clients nevertheless: start must see that, and return false")
	require.Equal(t, ErrServerClosed, serve.err, "Serve must return ErrServerClosed when Shutdown was called before")
}

// soon is how many seconds may pass until an answer that looks now and then, as
// that of net/http does, has seen what has happened.
const soon = 0.6

// lateness is how long after its Close the listener has one more client.
const lateness = time.Second

// never is later than all that happens in a scene.
const never = 24 * time.Hour

// A scene is a server, its clients, and a time that begins with the scene.
type scene struct {
	server   Server
	listener listener
	clients  []*client
	began    time.Time
	over     chan bool // closed when the clients leave by themselves
	running  sync.WaitGroup
}

// play plays a scene. After a minute, those who are left leave.
func (s *scene) play(t *testing.T, f func()) {
	t.Helper()
	stuck := check.Bubble(t, func() {
		s.began = time.Now()
		s.over = make(chan bool)
		s.listener.conns, s.listener.closed = make(chan *client), make(chan bool)
		for _, c := range s.clients {
			c.connect()
		}
		f()
		time.Sleep(time.Minute)
		s.listener.Close()
		time.Sleep(2 * lateness)
		close(s.over)
		for _, c := range s.clients {
			c.there.Close()
		}
		s.running.Wait()
	})
	require.NoError(t, stuck, "a goroutine waits for ever: what does it wait for, and who should tell it")
}

// A call is a call of the student's code.
type call struct {
	err      error
	panicked *check.Panic
	end      time.Duration // when it returned
	early    bool          // it returned nil while somebody was connected
}

// call calls f and goes on when everybody has come to rest.
func (s *scene) call(f func() error) *call {
	c := s.begin(f)
	synctest.Wait()
	return c
}

// begin calls f and goes on at once.
func (s *scene) begin(f func() error) *call {
	c := &call{}
	s.running.Go(func() {
		defer func() {
			if c.panicked = check.Recovered(recover()); c.panicked != nil {
				s.server.mu.TryLock() // it may have panicked with the lock or without
				s.server.mu.Unlock()
			}
			c.end = time.Since(s.began)
		}()
		c.err = f()
		c.early = c.err == nil && s.anyConnected()
	})
	return c
}

// anyConnected reports whether a client was accepted whose connection is not closed.
func (s *scene) anyConnected() bool {
	return slices.ContainsFunc(s.clients, func(c *client) bool { return c.accepted.Load() && !c.closed.Load() })
}

func (s *scene) serve() *call {
	return s.call(func() error { return s.server.Serve(&s.listener) })
}

func (s *scene) shutdown(ctx context.Context) *call {
	return s.call(func() error { return s.server.Shutdown(ctx) })
}

func (s *scene) shutdownWithin(d time.Duration) *call {
	return s.call(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), d)
		defer cancel()
		return s.server.Shutdown(ctx)
	})
}

// dial lets a client connect and say its text.
func (s *scene) dial(c *client) {
	s.listener.conns <- c
	io.WriteString(c.there, c.text)
	synctest.Wait()
}

// A client says one text, or none, and listens. It is the server's end of the
// connection as well, and sees what the server does with it.
type client struct {
	net.Conn // the server's end
	there    net.Conn
	scene    *scene
	text     string
	deaf     time.Duration // until then, it reads nothing

	heard    string
	begun    bool          // a session has read from it
	end      time.Duration // when the server closed the connection
	ended    sync.Once
	accepted atomic.Bool
	closed   atomic.Bool
}

// client returns one that connects later.
func (s *scene) client(text string, deaf time.Duration) *client {
	c := &client{scene: s, text: text, deaf: deaf}
	s.clients = append(s.clients, c)
	return c
}

func (c *client) connect() {
	c.Conn, c.there = net.Pipe()
	c.scene.running.Go(func() {
		select {
		case <-time.After(c.deaf):
		case <-c.scene.over:
		}
		heard, _ := io.ReadAll(c.there)
		c.heard = string(heard)
	})
}

func (c *client) Read(b []byte) (int, error) {
	c.begun = true
	return c.Conn.Read(b)
}

func (c *client) Close() error {
	c.ended.Do(func() { c.end = time.Since(c.scene.began) })
	c.closed.Store(true)
	return c.Conn.Close()
}

// A listener accepts the clients of a scene.
type listener struct {
	conns   chan *client
	late    *client // accepted as it were closed, if there is one
	then    func()  // called by the second Accept, if there is one
	accepts int

	closed    chan bool
	once      sync.Once
	accepting chan bool // if there is a then: closed when the second Accept returns
}

func (l *listener) Accept() (net.Conn, error) {
	l.accepts++
	if l.accepts == 2 && l.then != nil {
		l.accepting = make(chan bool)
		defer close(l.accepting)
		l.then()
	}
	select {
	case c := <-l.conns:
		c.accepted.Store(true)
		return c, nil
	case <-l.closed:
	}
	if late := l.late; late != nil {
		l.late = nil
		time.Sleep(lateness)
		late.accepted.Store(true)
		return late, nil
	}
	return nil, fmt.Errorf("accept: %w", net.ErrClosed)
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	if l.accepting != nil {
		<-l.accepting // so that Serve goes on first, and not a session that has not begun yet
	}
	return nil
}

func (l *listener) Addr() net.Addr { return &net.TCPAddr{} }
