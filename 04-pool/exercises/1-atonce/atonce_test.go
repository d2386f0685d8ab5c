package atonce

import (
	"errors"
	"net"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

// workers is the N of "N at a time".
const workers = 3

func TestRunsNAtATime(t *testing.T) {
	check.Begin(t)
	inMemory(t, func(t *testing.T, s *scene) {
		s.come(2 * workers)
		running := s.sessions.Running()
		require.GreaterOrEqual(t, running, workers, "%d clients are there, and %d workers, but only %d sessions run: start all workers before the first client comes", 2*workers, workers, running)
		require.LessOrEqual(t, running, workers, "%d sessions run at the same time, and Workers is %d: does the accept loop run one itself, beside the workers?", running, workers)
	})
}

func TestAPlaceIsUsedAgain(t *testing.T) {
	check.Begin(t)
	inMemory(t, func(t *testing.T, s *scene) {
		const all = 4 * workers
		s.come(all)
		for left := all; left > 0; left-- {
			running := s.sessions.Running()
			require.GreaterOrEqual(t, running, min(workers, left), "%d of %d clients have left, and only %d sessions run: a worker takes one client after the other, again and again", all-left, all, running)
			require.LessOrEqual(t, running, workers, "%d of %d clients have left, and now %d sessions run at the same time: a client who leaves makes room for one, not for two", all-left, all, running)
			s.oneLeaves()
		}
	})
}

func TestAFailedAcceptCostsNoPlace(t *testing.T) {
	check.Begin(t)
	inMemory(t, func(t *testing.T, s *scene) {
		for range workers {
			s.listener.Fail(errors.New("accept: too many open files"))
		}
		time.Sleep(time.Minute) // in the bubble this is over at once
		s.come(workers)
		require.Equal(t, workers, s.sessions.Running(), "Accept has failed a few times, and since then fewer clients are looked after at a time: take a place only for a client who is there")
	})
}

func TestWaitingCostsNoGoroutine(t *testing.T) {
	check.Begin(t)
	inMemory(t, func(t *testing.T, s *scene) {
		const all = 1000
		before := runtime.NumGoroutine()
		s.come(all)
		require.Positive(t, s.sessions.Running(), "nobody is looked after")
		more := runtime.NumGoroutine() - before
		require.Less(t, more, all/2, "%d clients are there, and %d goroutines more than before: clients must wait in a channel, or in the kernel's queue, not in a goroutine each", all, more)
	})
}

func TestLeavesNoGoroutineBehind(t *testing.T) {
	check.Begin(t)
	left := inMemory(t, func(t *testing.T, s *scene) {
		s.come(workers - 1)
		require.Equal(t, workers-1, s.sessions.Running(), "there are fewer clients than workers: all of them must be looked after")
		s.listener.Close()
		s.rest()
		require.True(t, s.serve.Returned, "the listener is closed, and Serve has not returned: it must not wait for the clients")
		require.Equal(t, workers-1, s.sessions.Running(), "the listener is closed, but these clients are still there: go on looking after them")
	})
	require.False(t, left, "the listener is closed and all clients have left, but goroutines still wait: nobody has told the workers that no client will come any more. Who sends into the queue closes it")
}

// A scene is a server and its clients.
type scene struct {
	t        *testing.T
	listener *check.Listener
	sessions check.Sessions
	present  []net.Conn // the clients, in the order in which they came
	serve    *check.Call
}

// inMemory calls f while a server runs. It reports whether goroutines are left
// when the listener is closed and all clients have gone.
func inMemory(t *testing.T, f func(t *testing.T, s *scene)) (left bool) {
	t.Helper()
	return check.InBubble(t, func(t *testing.T) {
		s := &scene{t: t, listener: check.NewListener()}
		defer s.listener.End()
		server := &Server{Workers: workers, Handle: s.sessions.Handle}
		s.serve = check.Go(func() { server.Serve(s.listener) })
		s.rest()
		f(t, s)
	})
}

// come lets n clients come.
func (s *scene) come(n int) {
	for range n {
		s.present = append(s.present, s.listener.Dial())
	}
	s.rest()
}

// oneLeaves lets that client leave who came first.
func (s *scene) oneLeaves() {
	s.present[0].Close()
	s.present = s.present[1:]
	s.rest()
}

// rest waits until everything has come to rest.
func (s *scene) rest() {
	s.t.Helper()
	synctest.Wait()
	check.NoPanic(s.t, s.serve.Panic, "Serve must not panic")
}
