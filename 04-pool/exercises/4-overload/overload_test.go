package overload

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestQueuesWhileThereIsRoom(t *testing.T) {
	check.Begin(t)
	inMemory(t, 2, 3, func(t *testing.T, s *scene) {
		s.fill()
		for _, g := range s.guests {
			s.leaves(g)
		}
		require.Len(t, s.sessions.Begun(), 2+3, "these clients have come, and have left one after the other: each worker must take one after the other, until the queue is empty")
	})
}

func TestRefusesWhoIsOneTooMany(t *testing.T) {
	check.Begin(t)
	inMemory(t, 2, 3, func(t *testing.T, s *scene) {
		s.fill()
		for range 3 {
			s.refusesOne()
		}
		for n, g := range s.guests[:2+3] {
			require.False(t, g.refused, "client %d had a place, and was cut off when others came", n+1)
		}
	})
}

func TestABurstFindsItsRoom(t *testing.T) {
	check.Begin(t)
	const workers, queue = 2, 3
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // so that nobody runs before Serve comes to rest
	check.InBubble(t, func(t *testing.T) {
		s := newScene(t, workers, queue)
		defer s.listener.End()
		for range workers + queue + 1 {
			s.guest()
		}
		s.begin()
		last := workers + queue
		for n, g := range s.guests[:last] {
			require.False(t, g.refused, "%d clients have come at once, and client %d was refused, although Workers is %d and there is room for %d in the queue: a worker that is idle has not yet taken its client, so the queue alone does not tell how much room there is. Count the places of all who are there", len(s.guests), n+1, workers, queue)
		}
		require.Equal(t, workers, s.sessions.Running(), "%d clients have come at once, and Workers is %d: as many sessions must run", len(s.guests), workers)
		require.True(t, s.guests[last].refused, "%d clients have come at once, there is room for %d, and client %d was not refused. Is a client counted only when a worker has taken it? That is too late: Serve must count it before it sends it into the queue", len(s.guests), last, last+1)
	})
}

func TestServesInOrder(t *testing.T) {
	check.Begin(t)
	inMemory(t, 1, 3, func(t *testing.T, s *scene) {
		s.fill()
		s.comes() // one too many
		for _, g := range s.guests {
			s.leaves(g)
		}
		begun := s.sessions.Begun()
		want := []string{"client 1", "client 2", "client 3", "client 4"}
		require.Equal(t, want, begun[:min(4, len(begun))], "there is one worker, and room for 3 in the queue: these 4 must be looked after in the order in which they came")
	})
}

func TestAPlaceIsFreeAgain(t *testing.T) {
	check.Begin(t)
	inMemory(t, 2, 3, func(t *testing.T, s *scene) {
		s.fill()
		for _, g := range s.guests[:2+3] {
			s.refusesOne()
			s.leaves(g)
			require.False(t, s.comes().refused, "the server was full and refused somebody; then one client left, so there is room for one again, but the next client was refused, too")
		}
	})
}

func TestWaitingCostsNoGoroutine(t *testing.T) {
	check.Begin(t)
	inMemory(t, 1, 1000, func(t *testing.T, s *scene) {
		before := runtime.NumGoroutine()
		for range 1000 {
			s.listener.Dial()
		}
		synctest.Wait()
		require.Equal(t, 1, s.sessions.Running(), "1000 clients are there, and one worker: one session must run")
		more := runtime.NumGoroutine() - before
		require.Less(t, more, 500, "1000 clients are there, and %d goroutines more than before: clients must wait in the queue, not in a goroutine each", more)
	})
}

func TestLeavesNoGoroutineBehind(t *testing.T) {
	check.Begin(t)
	left := inMemory(t, 2, 3, func(t *testing.T, s *scene) {
		s.fill()
		s.listener.Close()
		s.rest()
		require.True(t, s.serve.Returned, "the listener is closed, and Serve has not returned: it must not wait for the clients")
		for _, g := range s.guests {
			s.leaves(g)
		}
		require.Len(t, s.sessions.Begun(), 2+3, "the listener was closed while clients were in the queue: the workers must still look after them")
		require.False(t, s.sessions.Nobody(), "s.Handle was called with nil: that is what a channel gives that is closed and empty, at once and again and again. for conn := range queue ends then")
	})
	require.False(t, left, "the listener is closed and all clients have left, but goroutines still wait: nobody has told the workers that no client will come any more. Who sends into the queue closes it")
}

// A scene is a server and its clients.
type scene struct {
	t        *testing.T
	listener *check.Listener
	sessions check.Sessions
	server   *Server
	serve    *check.Call
	guests   []*guest
}

// A guest is a client who says nothing.
type guest struct {
	conn    net.Conn
	refused bool // the server has closed the connection
}

// inMemory calls f while a server runs. It reports whether goroutines are left when
// the listener is closed and all clients have gone.
func inMemory(t *testing.T, workers, queue int, f func(t *testing.T, s *scene)) (left bool) {
	t.Helper()
	return check.InBubble(t, func(t *testing.T) {
		s := newScene(t, workers, queue)
		defer s.listener.End()
		s.begin()
		f(t, s)
	})
}

// newScene returns a scene whose server does not run yet.
func newScene(t *testing.T, workers, queue int) *scene {
	s := &scene{t: t, listener: check.NewListener()}
	s.server = &Server{Workers: workers, Queue: queue, Handle: s.sessions.Handle}
	return s
}

// begin lets the server run.
func (s *scene) begin() {
	s.t.Helper()
	s.serve = check.Go(func() { s.server.Serve(s.listener) })
	s.rest()
}

// fill lets so many clients come that each worker has one and the queue is full.
func (s *scene) fill() {
	s.t.Helper()
	workers, queue := s.server.Workers, s.server.Queue
	for n := range workers + queue {
		require.False(s.t, s.comes().refused, "client %d was refused: Workers is %d and there is room for %d in the queue, so nobody of the first %d may be", n+1, workers, queue, workers+queue)
	}
	require.Equal(s.t, workers, s.sessions.Running(), "%d clients are there, and Workers is %d: as many sessions must run", workers+queue, workers)
}

// comes lets one client come.
func (s *scene) comes() *guest {
	s.t.Helper()
	g := s.guest()
	s.rest()
	return g
}

// refusesOne lets one client come who must be refused, since the server is full.
func (s *scene) refusesOne() {
	s.t.Helper()
	if !s.comes().refused {
		require.Fail(s.t, "not refused", "all workers are busy and the queue is full, but the next client is not refused: %s", s.whyNotRefused())
	}
}

// whyNotRefused tells what has become of the client who came last. It lets all others
// leave.
func (s *scene) whyNotRefused() string {
	if s.listener.Accepting() == 0 {
		return "Serve waits for room, and must be back in Accept at once"
	}
	for n, g := range s.guests[:s.server.Workers+s.server.Queue] {
		if g.refused {
			return fmt.Sprintf("client %d, who had a place, has lost it instead", n+1)
		}
	}
	last := len(s.guests)
	for _, g := range s.guests[:last-1] {
		s.leaves(g)
	}
	if slices.Contains(s.sessions.Begun(), fmt.Sprint("client ", last)) {
		return "it queues, so there is more room than s.Queue. Whom the workers look after is no longer in the queue: a channel with room for s.Workers+s.Queue holds so many besides them"
	}
	return "nobody looks after it, and its connection stays open. Close it, so that the client knows"
}

// guest connects a client.
func (s *scene) guest() *guest {
	g := &guest{conn: s.listener.Dial()}
	s.guests = append(s.guests, g)
	go func() {
		_, err := io.Copy(io.Discard, g.conn) // it may be told why
		g.refused = err == nil
	}()
	return g
}

// leaves lets a client leave.
func (s *scene) leaves(g *guest) {
	s.t.Helper()
	g.conn.Close()
	s.rest()
}

// rest waits until everything has come to rest.
func (s *scene) rest() {
	s.t.Helper()
	synctest.Wait()
	check.NoPanic(s.t, s.serve.Panic, "Serve must not panic: a channel may be closed only by who knows that nothing will be sent any more, and that is who sends")
}
