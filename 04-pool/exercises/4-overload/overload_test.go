package overload

import (
	"io"
	"net"
	"runtime"
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
		require.Len(t, s.sessions.Begun(), 2+3, "these clients have come, and have left one after the other: a worker takes one client after the other, until the queue is empty")
	})
}

func TestRefusesWhoIsOneTooMany(t *testing.T) {
	check.Begin(t)
	inMemory(t, 2, 3, func(t *testing.T, s *scene) {
		s.fill()
		for range 3 {
			require.True(t, s.comes().refused, "all workers are busy and the queue is full, but the next client is not refused: Serve must not wait for room, and must close the connection")
		}
		for n, g := range s.guests[:2+3] {
			require.False(t, g.refused, "client %d had a place, and was cut off when others came", n+1)
		}
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
			require.True(t, s.comes().refused, "all workers are busy and the queue is full: the next client must be refused")
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

// inMemory calls f while a server runs.
func inMemory(t *testing.T, workers, queue int, f func(t *testing.T, s *scene)) {
	t.Helper()
	check.InBubble(t, func(t *testing.T) {
		s := &scene{t: t, listener: check.NewListener()}
		defer s.listener.End()
		s.server = &Server{Workers: workers, Queue: queue, Handle: s.sessions.Handle}
		s.serve = check.Go(func() { s.server.Serve(s.listener) })
		s.rest()
		f(t, s)
	})
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
	g := &guest{conn: s.listener.Dial()}
	s.guests = append(s.guests, g)
	go func() {
		_, err := io.Copy(io.Discard, g.conn) // it may be told why
		g.refused = err == nil
	}()
	s.rest()
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
	check.NoPanic(s.t, s.serve.Panic, "Serve must not panic")
}
