package drain

import (
	"net"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

const workers = 2

func TestLooksAfterTheQueue(t *testing.T) {
	check.Begin(t)
	inMemory(t, func(t *testing.T, s *scene) {
		s.come(workers + queueLength - 1) // Serve waits in Accept
		s.shutdown()
		s.allLeave()
		require.Equal(t, s.listener.Accepted(), len(s.sessions.Begun()), "these clients had been accepted, and some of them were in the queue when Shutdown was called: the workers must not end before the queue is empty")
	})
}

func TestLooksAfterWhoIsOnTheWay(t *testing.T) {
	check.Begin(t)
	inMemory(t, func(t *testing.T, s *scene) {
		s.come(workers + queueLength + 10) // Serve has one in its hand, and waits for room in the queue
		s.shutdown()
		s.allLeave()
		require.Equal(t, s.listener.Accepted(), len(s.sessions.Begun()), "the queue was full when Shutdown was called, and Serve had one more client in its hand: it has been accepted, so it must be looked after")
	})
}

func TestShutdownWaits(t *testing.T) {
	check.Begin(t)
	inMemory(t, func(t *testing.T, s *scene) {
		s.come(workers)
		call := s.shutdown()
		require.Equal(t, workers, s.sessions.Running(), "Shutdown must not cut these clients off")
		require.False(t, call.Returned, "Shutdown has returned, but clients are still being looked after: a program that ends now cuts them off")
		s.allLeave()
		require.True(t, s.serve.Returned, "Shutdown has been called and all clients have left, but Serve is still running: close the listener")
		require.True(t, call.Returned, "all clients have left, and Shutdown still waits: how do the workers learn that no client will come any more?")
	})
}

func TestShutdownTwice(t *testing.T) {
	check.Begin(t)
	inMemory(t, func(t *testing.T, s *scene) {
		s.come(workers)
		first, second := s.shutdown(), s.shutdown()
		require.False(t, first.Returned || second.Returned, "two calls of Shutdown wait, and one has returned too early: clients are still being looked after")
		s.allLeave()
		third := s.shutdown()
		require.True(t, first.Returned && second.Returned && third.Returned, "all clients have left: every call of Shutdown must return, also one that comes later")
	})
}

func TestLeavesNoGoroutineBehind(t *testing.T) {
	check.Begin(t)
	left := inMemory(t, func(t *testing.T, s *scene) {
		s.come(workers)
		s.shutdown()
	})
	require.False(t, left, "all clients have left after Shutdown, but goroutines still wait: a worker ends when its queue is closed")
}

// A scene is a server and its clients.
type scene struct {
	t        *testing.T
	listener *check.Listener
	sessions check.Sessions
	present  []net.Conn // the clients
	server   *Server
	serve    *check.Call
}

// inMemory calls f while a server runs. It reports whether goroutines are left
// when all clients have gone.
func inMemory(t *testing.T, f func(t *testing.T, s *scene)) (left bool) {
	t.Helper()
	return check.InBubble(t, func(t *testing.T) {
		s := &scene{t: t, listener: check.NewListener()}
		defer s.listener.End()
		s.server = &Server{Listener: s.listener, Workers: workers, Handle: s.sessions.Handle}
		s.serve = check.Go(s.server.Serve)
		f(t, s)
	})
}

// come lets n clients come.
func (s *scene) come(n int) {
	s.t.Helper()
	for range n {
		s.present = append(s.present, s.listener.Dial())
	}
	s.rest()
	require.Equal(s.t, workers, s.sessions.Running(), "before Shutdown is called, as many clients must be looked after as there are workers: start them before you accept")
}

// shutdown calls Shutdown.
func (s *scene) shutdown() *check.Call {
	s.t.Helper()
	call := check.Go(s.server.Shutdown)
	s.rest()
	check.NoPanic(s.t, call.Panic, "Shutdown must not panic: a channel can be closed only once, but Shutdown may be called twice")
	return call
}

// allLeave lets all clients leave.
func (s *scene) allLeave() {
	s.t.Helper()
	for _, client := range s.present {
		client.Close()
	}
	s.rest()
}

// rest waits until everything has come to rest.
func (s *scene) rest() {
	s.t.Helper()
	synctest.Wait()
	check.NoPanic(s.t, s.serve.Panic, "Serve must not panic: a channel may be closed only by who knows that nothing will be sent any more, and that is who sends")
}
