package accept

import (
	"errors"
	"io"
	"log"
	"net"
	"os"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

// In the bubbles below, time stands still until everybody waits. Then it leaps to
// the next moment at which somebody has something to do: an hour is over at once.

// soon is how long a server may take, from the moment at which files are free
// again. It is twice what a server may wait between two tries.
const soon = 2 * time.Second

func TestGoesOnWhenFilesAreFree(t *testing.T) {
	check.Begin(t)
	check.InBubble(t, func(t *testing.T) {
		s := start(t, 2*time.Second, syscall.EMFILE)
		client := check.NewClient(s.Listener)
		client.Say("hello\n")
		time.Sleep(2*time.Second + soon)
		longest := s.requireTries(t).longest
		require.LessOrEqual(t, longest, time.Second, "your code has waited %v between two tries: wait a second at most, even if the wait grows", longest)
		require.Equal(t, "HELLO\n", client.Heard(), "there were no files for two seconds, and the client is not answered two seconds later: try again every second at least")
	})
}

func TestDoesNotSpin(t *testing.T) {
	check.Begin(t)
	check.InBubble(t, func(t *testing.T) {
		s := start(t, 10*time.Second, syscall.EMFILE)
		time.Sleep(10 * time.Second)
		require.LessOrEqual(t, s.requireTries(t).failed, 100, "your code tries much more often than ten times a second while there are no files: wait longer between two tries")
	})
}

func TestLooksAgainSoon(t *testing.T) {
	check.Begin(t)
	check.InBubble(t, func(t *testing.T) {
		s := start(t, time.Hour, syscall.EMFILE)
		client := check.NewClient(s.Listener)
		client.Say("hello\n")
		time.Sleep(time.Hour + soon)
		tries := s.requireTries(t)
		require.False(t, s.serving.Returned, "there were no files for an hour, and your code has given up after %d tries: however long it takes, only a closed listener ends serve", tries.failed)
		require.Equal(t, "HELLO\n", client.Heard(), "there are files again after a long shortage, and your code still waits: a wait that grows needs a limit of a second")
	})
}

func TestGoesOnAfterOtherErrors(t *testing.T) {
	check.Begin(t)
	goodbye := errors.New("the client has closed the connection already")
	for _, reason := range []error{syscall.ENFILE, syscall.ECONNABORTED, syscall.ENOBUFS, goodbye} {
		check.InBubble(t, func(t *testing.T) {
			s := start(t, 0, reason)
			client := check.NewClient(s.Listener)
			client.Say("hello\n")
			time.Sleep(soon)
			synctest.Wait()
			require.Equal(t, "HELLO\n", client.Heard(), "Accept has failed once (%v), and your code has not gone on: only one error means that the listener is closed, and that is the one to look for", reason)
		})
	}
}

func TestWaitsOnlyAfterAFailure(t *testing.T) {
	check.Begin(t)
	check.InBubble(t, func(t *testing.T) {
		s := start(t, 0, syscall.EMFILE)
		time.Sleep(2 * soon)
		s.requireTries(t)
		for range 3 { // no time passes
			client := check.NewClient(s.Listener)
			client.Say("hello\n")
			require.Equal(t, "HELLO\n", client.Heard(), "nothing fails any more, and a client who comes is not answered at once: does your code wait after a success, too? Go back to Accept without waiting then")
			client.Leave()
		}
	})
}

func TestNobodyWaitsForASilentClient(t *testing.T) {
	check.Begin(t)
	check.InBubble(t, func(t *testing.T) {
		s := start(t, 0, syscall.EMFILE)
		check.NewClient(s.Listener) // says nothing
		client := check.NewClient(s.Listener)
		client.Say("hello\n")
		time.Sleep(2 * soon)
		s.requireTries(t)
		require.Equal(t, "HELLO\n", client.Heard(), "a client has come who says nothing, and the next one is not answered: each needs a goroutine of its own, go handle(conn), as in the skeleton")
	})
}

func TestEndsWhenTheListenerIsClosed(t *testing.T) {
	check.Begin(t)
	check.InBubble(t, func(t *testing.T) {
		s := start(t, time.Hour, syscall.EMFILE)
		time.Sleep(10 * time.Second)
		s.requireTries(t)
		require.False(t, s.serving.Returned, "serve has returned although the listener is open: running out of files must not end it")
		s.Close()
		time.Sleep(soon)
		synctest.Wait()
		require.True(t, s.serving.Returned, "the listener is closed and serve goes on: does errors.Is(err, net.ErrClosed) end it? A comparison with == fails, since the error is wrapped")
	})
}

// spins is how many tries in no time at all tell a loop that does not wait.
const spins = 100

// hasty is how many tries tell a loop that hardly waits. One that waits for a
// millisecond stays below.
const hasty = 50_000

// A running is serve, at work on a listener that has no files until a moment
// comes, and for one try at least.
type running struct {
	*check.Listener
	serving *check.Call
	until   time.Time
	reason  error

	mu    sync.Mutex // guards what follows: time that leaps sets no order that the race detector knows
	tries tries
}

// tries is how serve has called Accept.
type tries struct {
	calls   int
	failed  int           // while there were no files
	longest time.Duration // between a call that has failed and the next one
	latest  time.Duration // the same, between the last two that have failed at different moments
	last    time.Time     // when that was
	atOnce  int           // how many of them at that very moment
}

// start runs serve in a bubble until the check ends.
func start(t *testing.T, shortage time.Duration, reason error) *running {
	log.SetOutput(io.Discard)
	noClient.Store(0)
	s := &running{Listener: check.NewListener(), until: time.Now().Add(shortage), reason: reason}
	s.serving = check.Go(func() { serve(s) })
	t.Cleanup(func() {
		s.End()
		time.Sleep(time.Hour) // for code that goes on trying, until the listener has had enough of it
	})
	synctest.Wait()
	return s
}

// Accept fails while there are no files. Code that does not wait between two tries
// ends here, as by runtime.Goexit.
func (s *running) Accept() (net.Conn, error) {
	if !s.fails(time.Now()) {
		conn, err := s.Listener.Accept()
		return conn, wrapped(err)
	}
	if tries := s.seen(); tries.spinning() || tries.hasty() {
		runtime.Goexit()
	}
	return nil, wrapped(os.NewSyscallError("accept", s.reason))
}

// fails notes a call of Accept, and reports whether there are no files.
func (s *running) fails(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &s.tries
	if t.calls++; t.failed > 0 && t.calls == t.failed+1 { // all calls before have failed
		t.longest = max(t.longest, now.Sub(t.last))
	}
	if s.Closed() || t.failed > 0 && !now.Before(s.until) {
		return false
	}
	if !now.Equal(t.last) {
		t.latest, t.last, t.atOnce = now.Sub(t.last), now, 0
	}
	t.failed++
	t.atOnce++
	return true
}

// seen returns the tries so far.
func (s *running) seen() tries {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries
}

// wrapped returns an error as a real listener does.
func wrapped(err error) error {
	if err == nil {
		return nil
	}
	return &net.OpError{Op: "accept", Net: "tcp", Err: err}
}

func (t tries) spinning() bool { return t.atOnce > spins }
func (t tries) hasty() bool    { return t.failed > hasty }

// requireTries checks that serve has tried again, and waited before it did. It returns
// the tries.
func (s *running) requireTries(t *testing.T) tries {
	t.Helper()
	synctest.Wait()
	tries := s.seen()
	require.False(t, tries.spinning(), "your code tries again at once, and eats a whole processor until a client leaves: wait between two tries")
	require.False(t, tries.hasty(), "your code has waited no more than %v between two tries. A number alone counts nanoseconds: time.Sleep(1) hardly waits, time.Sleep(1 * time.Second) waits for a second", tries.latest)
	require.Zero(t, noClient.Load(), "Accept has failed, and your code has called handle without a connection: after an error there is none. Does the loop go on (continue) before it comes to handle?")
	require.Greater(t, tries.calls, 1, "Accept has failed, and your code never tries again: an error of Accept must not end serve")
	return tries
}
