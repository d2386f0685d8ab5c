package drain

import (
	"net"
	"regexp"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

const workers = 2

func TestShutdownWaits(t *testing.T) {
	check.Begin(t)
	inMemory(t, func(t *testing.T, s *scene) {
		s.come(workers)
		call := s.shutdown()
		require.Equal(t, workers, s.sessions.Running(), "Shutdown must not cut these clients off")
		require.False(t, call.Returned, "Shutdown has returned, but clients are still being looked after: a program that ends now cuts them off")
		s.allLeave()
		require.True(t, s.listener.Closed(), "Shutdown has been called and all clients have left, but Serve is still running: close the listener")
		require.True(t, s.serve.Returned, "Shutdown has closed the listener and all clients have left, but Serve is still running. Does it wait for the workers before it closes the queue? They wait for just that. Deferred calls run last in, first out")
		require.True(t, call.Returned, "all clients have left, and Shutdown still waits: "+stuck)
	})
}

// stuck is the advice for a Shutdown that waits for ever.
const stuck = "how do the workers learn that no client will come any more? And is every Add of a WaitGroup made good by a Done?"

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
		require.LessOrEqual(t, s.sessions.Running(), workers, "since Shutdown was called, more clients are looked after at a time than there are workers: the one that Serve has in its hand must wait for a worker, as all others do")
		s.allLeave()
		require.Equal(t, s.listener.Accepted(), len(s.sessions.Begun()), "the queue was full when Shutdown was called, and Serve had one more client in its hand: it has been accepted, so it must be looked after")
	})
}

func TestLooksAfterWhoComesWithTheClose(t *testing.T) {
	check.Begin(t)
	inMemory(t, func(t *testing.T, s *scene) {
		s.listener.hold = make(chan struct{})
		client := s.listener.Dial() // Accept has it, and has not returned yet
		s.rest()
		call := s.shutdown()
		const early = "Accept had a client for Serve when Shutdown closed the listener, and Shutdown has returned before this client was looked after: who is counted only after Accept comes too late. Wait for the workers, who end after Serve"
		require.False(t, call.Returned, early)
		close(s.listener.hold)
		s.rest()
		require.False(t, call.Returned, early)
		require.Len(t, s.sessions.Begun(), 1, "Accept had a client for Serve when Shutdown closed the listener: it has been accepted, so it must be looked after")
		client.Close()
		s.rest()
		require.True(t, call.Returned, "the last client has left, and Shutdown still waits: "+stuck)
	})
}

func TestShutdownAtTheVeryBeginning(t *testing.T) {
	check.Begin(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // so that Shutdown runs before what Serve has started
	check.InBubble(t, func(t *testing.T) {
		s := newScene(t)
		defer s.listener.End()
		var call *check.Call
		s.listener.hold = make(chan struct{})
		s.listener.held = func() { call = check.Go(s.server.Shutdown) }
		client := s.listener.Dial()
		s.begin()
		s.rest()
		const early = "Shutdown was called as soon as Serve had called Accept for the first time, and returned before the client who came with that was looked after. A goroutine begins some time after its go statement, so a worker that counts itself comes too late: Serve itself must count it, before it goes on. Call Add before go, or use the Go of a WaitGroup"
		require.NotNil(t, call, "Serve does not accept")
		require.False(t, call.Returned, early)
		close(s.listener.hold)
		s.rest()
		require.False(t, call.Returned, early)
		client.Close()
		s.rest()
		require.True(t, call.Returned, "the last client has left, and Shutdown still waits: "+stuck)
	})
}

func TestShutdownTwice(t *testing.T) {
	check.Begin(t)
	inMemory(t, func(t *testing.T, s *scene) {
		s.come(workers)
		first := s.shutdown()
		const early = "two calls of Shutdown wait, and one has returned too early: clients are still being looked after"
		require.False(t, first.Returned, early)
		returned := make(chan struct{})
		second := check.Go(func() {
			s.server.Shutdown()
			close(returned)
		})
		othersWait()
		require.False(t, closed(returned), early)
		s.allLeave()
		check.NoPanic(t, second.Panic, panicAdvice)
		third := s.shutdown()
		require.True(t, first.Returned && second.Returned && third.Returned, "all clients have left: every call of Shutdown must return, also one that comes later")
	})
}

func TestLeavesNoGoroutineBehind(t *testing.T) {
	check.Begin(t)
	left := inMemory(t, func(t *testing.T, s *scene) {
		s.come(workers)
		s.shutdown()
		s.allLeave()
		require.False(t, s.sessions.Nobody(), "s.Handle was called with nil: that is what a channel gives that is closed and empty, at once and again and again. for conn := range queue ends then")
	})
	require.False(t, left, "all clients have left after Shutdown, but goroutines still wait: a worker ends when its queue is closed")
}

// A scene is a server and its clients.
type scene struct {
	t        *testing.T
	listener *listener
	sessions check.Sessions
	present  []net.Conn // the clients
	server   *Server
	serve    *check.Call
}

// A listener may hold a client back that Accept is about to return.
type listener struct {
	*check.Listener
	hold chan struct{} // until it is closed; nil: no client
	held func()        // is called by Accept when it begins to hold one; nil: nothing is
}

func (l *listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil && l.hold != nil {
		if l.held != nil {
			l.held()
		}
		<-l.hold
	}
	return conn, err
}

// inMemory calls f while a server runs. It reports whether goroutines are left
// when all clients have gone.
func inMemory(t *testing.T, f func(t *testing.T, s *scene)) (left bool) {
	t.Helper()
	return check.InBubble(t, func(t *testing.T) {
		s := newScene(t)
		defer s.listener.End()
		s.begin()
		f(t, s)
	})
}

// newScene returns a scene whose server does not run yet.
func newScene(t *testing.T) *scene {
	s := &scene{t: t, listener: &listener{Listener: check.NewListener()}}
	s.server = &Server{Listener: s.listener, Workers: workers, Handle: s.sessions.Handle}
	return s
}

// begin lets the server run.
func (s *scene) begin() { s.serve = check.Go(s.server.Serve) }

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
	check.NoPanic(s.t, call.Panic, panicAdvice)
	return call
}

const panicAdvice = "Shutdown must not panic: a channel can be closed only once, but Shutdown may be called twice"

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

// othersWait waits until all other goroutines of the bubble wait. To wait for a mutex
// counts, which is no rest to synctest.Wait: when nobody runs, nobody unlocks it.
func othersWait() {
	stacks := make([]byte, 1<<20)
	for {
		all := stacks[:runtime.Stack(stacks, true)]
		if len(inBubble.FindAll(all, -1))-len(waiting.FindAll(all, -1)) == 1 { // the caller
			return
		}
		runtime.Gosched()
	}
}

// The runtime writes a line such as this one above the stack of each goroutine:
// goroutine 7 [sync.Mutex.Lock, synctest bubble 5]:
var (
	inBubble = regexp.MustCompile(`(?m)^goroutine \d+ \[.*synctest bubble \d+\]:$`)
	waiting  = regexp.MustCompile(`(?m)^goroutine \d+ \[(chan|select|sleep|sync|semacquire).*synctest bubble \d+\]:$`)
)

// closed reports whether a channel is closed that nobody sends to.
func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
