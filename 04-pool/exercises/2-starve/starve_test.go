package starve

import (
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

// In a bubble, time passes only when everybody waits: these are exact, and over at
// once.
const (
	patience = 10 * time.Second
	aMoment  = time.Millisecond
	slack    = patience / 10              // is for who looks now and then whether it is time
	inTime   = patience + slack + aMoment // is when a newcomer gets the place of a silent client
)

func TestStarvesAPool(t *testing.T) {
	check.Begin(t)
	const workers = 3
	inMemory(t, workers, 24*time.Hour, func(t *testing.T, l *listener) {
		var silent []net.Conn
		dialed := 0
		counted := func() net.Conn { dialed++; return l.Dial() }
		starving := check.Go(func() { silent = starve(counted, workers) })
		synctest.Wait()
		check.NoPanic(t, starving.Panic, "")
		require.True(t, starving.Returned, "starve must only connect, and return: its clients neither speak nor listen")
		require.Empty(t, says(l.Dial(), "hello\n", aMoment), "a newcomer is still answered: a worker is lost only to a client who is connected, stays, and says nothing")
		require.Equal(t, workers, dialed, "that many connections are not needed: one silent client holds one worker")
		require.Len(t, silent, dialed, "starve must return the connections that it has made")
	})
}

func TestANewcomerGetsThePlaceOfASilentClient(t *testing.T) {
	check.Begin(t)
	const workers = 3
	inMemory(t, workers, patience, func(t *testing.T, l *listener) {
		for range workers {
			l.Dial()
			synctest.Wait() // it has a worker
		}
		require.Equal(t, "HELLO\n", says(l.Dial(), "hello\n", inTime), "a newcomer is not answered, although the others have been silent for s.Patience: their workers still wait for them. A worker must look up when that time is over, even if nobody queued when the wait began. When exactly s.Patience has passed it is time: >=, not >")
	})
}

func TestATalkerKeepsItsPlace(t *testing.T) {
	check.Begin(t)
	inMemory(t, 1, patience, func(t *testing.T, l *listener) {
		talker := l.Dial()
		synctest.Wait() // it has the worker
		newcomer := l.Dial()
		time.Sleep(patience * 9 / 10) // it is about to lose its place
		talker.SetDeadline(time.Now().Add(patience))
		io.WriteString(talker, "so\n")
		time.Sleep(patience / 5) // the server waits in Write meanwhile
		answer := make([]byte, len("SO\n"))
		io.ReadFull(talker, answer)
		require.Equal(t, "SO\n", string(answer), "a client spoke when it had been silent for nearly s.Patience, read its answer a little later, and did not get it: SetDeadline sets a deadline for Write as well. SetReadDeadline leaves Write alone, and only a silent client is to lose its place")
		for range 5 {
			require.Equal(t, "SO\n", says(talker, "so\n", aMoment), "a client who was never silent for s.Patience has lost its place: its silence counts from the last thing it said, so the deadline must be renewed")
			time.Sleep(patience * 2 / 3)
		}
		require.Equal(t, "HELLO\n", says(newcomer, "hello\n", inTime), "the client who talked is silent now, for s.Patience, and somebody queues: it must lose its place")
	})
}

func TestASilentClientInNobodysWayKeepsItsPlace(t *testing.T) {
	check.Begin(t)
	inMemory(t, 1, patience, func(t *testing.T, l *listener) {
		silent := l.Dial()
		time.Sleep(10*patience + patience/2) // no deadline is at that very moment
		require.NoError(t, l.spins(), "handle reads again and again, and Read fails at once each time: a deadline that has passed stays so until you set a new one")
		require.Equal(t, "HELLO\n", says(silent, "hello\n", aMoment), "a client was cut off for its silence, although nobody queued: look at s.Waiting() when the deadline has passed. If nobody queues, does the loop go on (continue), or does it come to rerr != nil, which ends it?")
		newcomer := l.Dial()
		require.Equal(t, "HI\n", says(newcomer, "hi\n", inTime), "the first client was silent for long, in nobody's way; now it is silent again and somebody has queued for s.Patience, so it must lose its place")
		newcomer.Close()
		synctest.Wait()
		require.NoError(t, l.spins(), "a client has left, and handle reads from it again and again: io.EOF is an end. Only after os.ErrDeadlineExceeded may it go on")
	})
}

func TestALateNewcomerGetsThePlaceToo(t *testing.T) {
	check.Begin(t)
	inMemory(t, 1, patience, func(t *testing.T, l *listener) {
		l.Dial()
		time.Sleep(patience + patience/4) // it has kept its place, in nobody's way
		require.Equal(t, "HELLO\n", says(l.Dial(), "hello\n", inTime), "a client was silent for longer than s.Patience, in nobody's way; then a newcomer came, has queued for s.Patience, and is not answered: when a deadline has passed and nobody queues, the next Read needs a new one, for somebody may come to queue later")
	})
}

func TestStillNAtATime(t *testing.T) {
	check.Begin(t)
	inMemory(t, 1, patience, func(t *testing.T, l *listener) {
		silent := l.Dial()
		synctest.Wait() // it has the worker
		newcomer := l.Dial()
		require.Equal(t, "HELLO\n", says(newcomer, "hello\n", inTime), "the newcomer must get the place of the silent client")
		require.Empty(t, says(silent, "wait\n", aMoment), "two clients are answered, and s.Workers is 1: who lost its place must not be looked after any longer")
	})
}

// inMemory calls f while a server runs.
func inMemory(t *testing.T, workers int, patience time.Duration, f func(t *testing.T, l *listener)) {
	t.Helper()
	check.InBubble(t, func(t *testing.T) {
		l := &listener{Listener: check.NewListener()}
		defer l.End()
		server := &Server{Workers: workers, Patience: patience}
		go server.Serve(l)
		f(t, l)
	})
}

// A listener sees whether the server reads in vain without end.
type listener struct {
	*check.Listener

	mu       sync.Mutex // guards what follows
	spinning error      // what such a Read has returned last
}

// Accept returns a connection that ends a goroutine which reads from it in vain without
// end, as by runtime.Goexit.
func (l *listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &serverEnd{Conn: conn, listener: l}, nil
}

func (l *listener) noteSpin(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.spinning = err
}

// spins returns the error with which a Read has failed without end, or nil.
func (l *listener) spins() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.spinning
}

// A serverEnd is the server's end of a connection. It counts the calls of Read that fail
// at one moment: in a bubble, time stands still while a loop goes round without waiting.
type serverEnd struct {
	net.Conn
	listener *listener
	moment   time.Time
	failures int
}

func (e *serverEnd) Read(b []byte) (int, error) {
	n, err := e.Conn.Read(b)
	if now := time.Now(); err == nil || now.After(e.moment) {
		e.moment, e.failures = now, 0
		return n, err
	}
	if e.failures++; e.failures > 100 {
		e.listener.noteSpin(err)
		runtime.Goexit()
	}
	return n, err
}

// says lets a client say a line, and returns what it is answered within some time:
// a line, or nothing.
func says(client net.Conn, line string, within time.Duration) string {
	client.SetDeadline(time.Now().Add(within))
	if _, err := io.WriteString(client, line); err != nil {
		return ""
	}
	answer := new(strings.Builder)
	io.CopyN(answer, client, int64(len(line)))
	return answer.String()
}
