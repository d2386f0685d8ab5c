package atonce

import (
	"errors"
	"io"
	"net"
	"runtime"
	"sync/atomic"
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
		require.NotZero(t, running, "%d clients are there, and nobody is looked after: who calls s.Handle?", 2*workers)
		require.GreaterOrEqual(t, running, workers, "%d clients are there, and Workers is %d, but the calls of s.Handle that run are only %d: start all workers before the first client comes", 2*workers, workers, running)
		why := "does the accept loop run one itself, beside the workers?"
		if running > workers+1 {
			why = "has each client a goroutine of its own? That is stage 02"
		}
		require.LessOrEqual(t, running, workers, "%d clients are there, and %d calls of s.Handle run at the same time, although Workers is %d: %s", 2*workers, running, workers, why)
	})
}

func TestAPlaceIsUsedAgain(t *testing.T) {
	check.Begin(t)
	inMemory(t, func(t *testing.T, s *scene) {
		const all = 4 * workers
		s.come(all)
		refused := s.refused()
		require.Zero(t, refused, "%d of %d clients have lost their connection, since all workers were busy when they came: nobody is refused, they wait", refused, all)
		for left := all; left > 0; left-- {
			running := s.sessions.Running()
			if running < min(workers, left) {
				require.Fail(t, "somebody waits beside a free place", "%d of %d clients have left, and the calls of s.Handle that run are only %d: %s", all-left, all, running, s.whyIdle())
			}
			require.LessOrEqual(t, running, workers, "%d of %d clients have left, and now %d calls of s.Handle run at the same time: a client who leaves makes room for one, not for two", all-left, all, running)
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
		s.listener.End() // they leave
		s.rest()
		require.False(t, s.sessions.Nobody(), "s.Handle was called with nil: that is what a channel gives that is closed and empty, at once and again and again. for conn := range queue ends then")
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

// refused returns how many of the clients have lost their connection.
func (s *scene) refused() int {
	var n atomic.Int64
	for _, client := range s.present {
		go func() {
			if _, err := io.Copy(io.Discard, client); err == nil {
				n.Add(1)
			}
		}()
	}
	s.rest()
	return int(n.Load())
}

// oneLeaves lets that client leave who came first.
func (s *scene) oneLeaves() {
	s.present[0].Close()
	s.present = s.present[1:]
	s.rest()
}

// whyIdle tells why fewer clients are looked after than could be. It lets time pass, and
// one more come.
func (s *scene) whyIdle() string {
	running := s.sessions.Running()
	time.Sleep(time.Minute)
	s.rest()
	if s.sessions.Running() > running {
		return "who waits gets the place that is free, but only after a while. Does your code sleep and look again whether there is room? Wait in a channel: it wakes whoever waits as soon as there is"
	}
	s.come(1)
	if s.sessions.Running() > running {
		return "who comes now is looked after, but those who came when all were busy are forgotten. Keep them somewhere, and give them the place that has become free"
	}
	return "nobody gets the place of a client who has left. A worker takes one client after the other, again and again"
}

// rest waits until everything has come to rest.
func (s *scene) rest() {
	s.t.Helper()
	synctest.Wait()
	check.NoPanic(s.t, s.serve.Panic, "")
}
