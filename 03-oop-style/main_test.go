package main

import (
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/servertest"
)

var stage = servertest.Stage{
	Name:   "03-oop-style",
	New:    func() servertest.Server { return server{&Server{}} },
	Drains: true,
}

// server makes a Server serve what the suite takes for any listener.
type server struct{ *Server }

func (s server) Serve(l net.Listener) error { return s.Server.Serve(l.(Listener)) }

func TestMain(m *testing.M) { servertest.Main(m) }

func TestConformance(t *testing.T) { servertest.Run(t, stage) }

// What this stage cures: Ctrl-C lets the server answer what has been sent.
func TestCuresCtrlC(t *testing.T) {
	t.Parallel()
	require.True(t, stage.Build(t).Finishes(t))
}

func TestCuresCtrlCForTheKernelsQueue(t *testing.T) {
	t.Parallel()
	require.True(t, servertest.AnswersBacklog(t, stage))
}

// What still hurts: as many goroutines as clients, however many come.
func TestHurtsGoroutineForEveryClient(t *testing.T) {
	require.Equal(t, 1000, servertest.Goroutines(t, stage, 1000))
}

// Only a shutdown is an end without a fault: of any other, main must learn why.
func TestServeTellsWhyItHasEnded(t *testing.T) {
	for name, test := range map[string]struct {
		end  func(*Server, net.Listener)
		want error
	}{
		"shutdown":        {func(s *Server, _ net.Listener) { s.Shutdown(t.Context()) }, ErrServerClosed},
		"listener closed": {func(_ *Server, l net.Listener) { l.Close() }, net.ErrClosed},
	} {
		t.Run(name, func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			s := &Server{}
			ended := make(chan error, 1)
			go func() { ended <- s.Serve(listener.(Listener)) }()
			client, err := net.Dial("tcp", listener.Addr().String())
			require.NoError(t, err)
			require.NoError(t, client.SetDeadline(time.Now().Add(20*time.Second)))
			require.Equal(t, "HELLO\n", <-servertest.Ask(client, "hello\n"), "it serves")
			client.Close()
			test.end(s, listener)
			select {
			case err := <-ended:
				require.ErrorIs(t, err, test.want)
			case <-time.After(20 * time.Second):
				require.Fail(t, "Serve does not end")
			}
			require.NoError(t, s.Shutdown(t.Context()), "the session has ended, too")
		})
	}
}

// Sessions that have ended are forgotten: what is kept for ever is a leak.
func TestForgetsSessions(t *testing.T) {
	s := &Server{}
	forgetful := stage
	forgetful.New = func() servertest.Server { return server{s} }
	servertest.InMemory(t, forgetful, func(dial func() net.Conn) {
		for range 10 {
			dial().Close()
		}
		synctest.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		require.Empty(t, s.sessions)
	})
}

// A client may be accepted when the patience of Shutdown has just ended: nobody else
// closes it.
func TestClosesWhoComesTooLate(t *testing.T) {
	s := &Server{sessions: make(map[*Session]bool)}
	s.closeAll()
	client, conn := net.Pipe()
	require.NoError(t, client.SetDeadline(time.Now().Add(20*time.Second)))
	s.add(conn)
	_, err := client.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
}

// A client may be accepted when Shutdown has just told all others to end. That the
// server knows it, and that it drains, is one step: Shutdown must not come between.
func TestDrainsWhoComesLate(t *testing.T) {
	s := &Server{sessions: make(map[*Session]bool), draining: true}
	client, conn := net.Pipe()
	defer client.Close()
	locked := false
	session := s.add(&deadlineConn{Conn: conn, set: func() {
		if locked = !s.mu.TryLock(); !locked {
			s.mu.Unlock()
		}
	}})
	require.True(t, session.draining.Load())
	require.True(t, locked)
}

// A deadlineConn tells when a deadline is set.
type deadlineConn struct {
	net.Conn
	set func()
}

func (c *deadlineConn) SetReadDeadline(at time.Time) error {
	c.set()
	return c.Conn.SetReadDeadline(at)
}
