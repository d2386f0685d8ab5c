package main

import (
	"context"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/servertest"
)

var stage = servertest.Stage{
	Name:   "04-pool",
	New:    func() servertest.Server { return server{&Server{Workers: 3}} },
	Args:   []string{"-workers", "3"}, // not the default, to see that the flag counts
	AtOnce: 3,
	Drains: true,
}

// server makes a Server serve what the suite takes for any listener.
type server struct{ *Server }

func (s server) Serve(l net.Listener) error { return s.Server.Serve(l.(Listener)) }

func TestMain(m *testing.M) { servertest.Main(m) }

func TestConformance(t *testing.T) { servertest.Run(t, stage) }

// What this stage cures: no more goroutines than workers, however many come.
func TestCuresGoroutineForEveryClient(t *testing.T) {
	require.Zero(t, servertest.Goroutines(t, stage, 1000))
}

// What still hurts: as many silent clients as workers hold up everybody.
func TestHurtsSilentClientsHoldUpEverybody(t *testing.T) {
	require.True(t, servertest.Answered(t, stage, 2))
	require.False(t, servertest.Answered(t, stage, 3))
}

func TestAnswersTheKernelsQueue(t *testing.T) {
	t.Parallel()
	require.True(t, servertest.AnswersBacklog(t, stage))
}

func TestRefusesToHaveNoWorkers(t *testing.T) {
	t.Parallel()
	stage.Build(t).Refuses(t, "-workers", "-workers", "0")
}

// That there are no more of them than it is told, the suite sees. With more than by
// default, all are answered although nobody leaves.
func TestHasAsManyWorkersAsItIsTold(t *testing.T) {
	t.Parallel()
	p := stage.Build(t).Start(t, "-workers", "6")
	for range 6 {
		client, err := net.Dial("tcp", p.Addr)
		require.NoError(t, err)
		defer client.Close()
		require.NoError(t, client.SetDeadline(time.Now().Add(20*time.Second)))
		require.Equal(t, "HELLO\n", <-servertest.Ask(client, "hello\n"))
	}
}

// Only who runs a session has changed.
func TestDiffFromStage03(t *testing.T) {
	require.LessOrEqual(t, servertest.ChangedLines(t, "03-oop-style", "04-pool"), 31)
}

// A shutdown answers the queue until its patience is at an end. Each client who stays
// takes two looks of a hundredth of a second of a worker's time, and the silent ones
// have taken two of a tenth before.
func TestShutdownAnswersTheQueueAsLongAsItHasPatience(t *testing.T) {
	const workers = 4
	require.Equal(t, 500, answeredByShutdown(t, workers, 500)) // 0.2 s + 500/4 * 0.02 s = 2.7 s
	cutOff := int((shutdownTimeout - 200*time.Millisecond) / (20 * time.Millisecond) * workers)
	require.InDelta(t, cutOff, answeredByShutdown(t, workers, 1000), workers, "each worker may have begun with one more")
}

// answeredByShutdown returns how many of the clients who queue, and have said hello,
// are answered when the server shuts down. Silent ones have all its workers.
func answeredByShutdown(t *testing.T, workers, queued int) int {
	t.Helper()
	s := &Server{Workers: workers}
	busy := stage
	busy.New = func() servertest.Server { return server{s} }
	var answered atomic.Int64
	servertest.InMemory(t, busy, func(dial func() net.Conn) {
		for range workers {
			go io.Copy(io.Discard, dial())
		}
		synctest.Wait() // each has a worker
		for range queued {
			client := dial()
			go io.WriteString(client, "hello\n")
			go func() {
				if heard, _ := io.ReadAll(client); string(heard) == "HELLO\n" {
					answered.Add(1)
				}
			}()
		}
		synctest.Wait() // all others are in the queue
		ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
		defer cancel()
		s.Shutdown(ctx)
		synctest.Wait()
	})
	t.Logf("of %d clients in the queue, %d were answered", queued, answered.Load())
	return int(answered.Load())
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
			s := &Server{Workers: 1}
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
	s := &Server{Workers: 4}
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
