package starve

import (
	"io"
	"net"
	"strings"
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
)

func TestStarvesAPool(t *testing.T) {
	check.Begin(t)
	const workers = 3
	inMemory(t, workers, 24*time.Hour, func(t *testing.T, dial func() net.Conn) {
		var silent []net.Conn
		starving := check.Go(func() { silent = starve(dial, workers) })
		synctest.Wait()
		check.NoPanic(t, starving.Panic, "starve must not panic")
		require.True(t, starving.Returned, "starve must only connect, and return: its clients neither speak nor listen")
		require.Empty(t, says(dial(), "hello\n", aMoment), "a newcomer is still answered: a worker is lost only to a client who is connected, stays, and says nothing")
		require.Len(t, silent, workers, "that many connections are not needed: one silent client holds one worker")
	})
}

func TestANewcomerGetsThePlaceOfASilentClient(t *testing.T) {
	check.Begin(t)
	const workers = 3
	inMemory(t, workers, patience, func(t *testing.T, dial func() net.Conn) {
		for range workers {
			dial()
			synctest.Wait() // it has a worker
		}
		require.Equal(t, "HELLO\n", says(dial(), "hello\n", 2*patience), "a newcomer is not answered, although the others have been silent for longer than s.Patience: does each Read have a deadline, even if nobody queues when it begins?")
	})
}

func TestATalkerKeepsItsPlace(t *testing.T) {
	check.Begin(t)
	inMemory(t, 1, patience, func(t *testing.T, dial func() net.Conn) {
		talker := dial()
		synctest.Wait() // it has the worker
		newcomer := dial()
		for range 5 {
			require.Equal(t, "SO\n", says(talker, "so\n", aMoment), "a client who was never silent for s.Patience has lost its place: its silence counts from the last thing it said, so the deadline must be renewed")
			time.Sleep(patience * 2 / 3)
		}
		require.Equal(t, "HELLO\n", says(newcomer, "hello\n", 2*patience), "the client who talked is silent now, for longer than s.Patience, and somebody queues: it must lose its place")
	})
}

func TestASilentClientInNobodysWayKeepsItsPlace(t *testing.T) {
	check.Begin(t)
	inMemory(t, 1, patience, func(t *testing.T, dial func() net.Conn) {
		silent := dial()
		time.Sleep(10 * patience)
		require.Equal(t, "HELLO\n", says(silent, "hello\n", aMoment), "a client was cut off for its silence, although nobody queued: look at s.Waiting() when the deadline has passed")
		require.Equal(t, "HI\n", says(dial(), "hi\n", 2*patience), "the first client was silent for long, in nobody's way; now it is silent again and somebody queues, so it must lose its place")
	})
}

func TestStillNAtATime(t *testing.T) {
	check.Begin(t)
	inMemory(t, 1, patience, func(t *testing.T, dial func() net.Conn) {
		silent := dial()
		synctest.Wait() // it has the worker
		newcomer := dial()
		require.Equal(t, "HELLO\n", says(newcomer, "hello\n", 2*patience), "the newcomer must get the place of the silent client")
		require.Empty(t, says(silent, "wait\n", aMoment), "two clients are answered, and s.Workers is 1: who lost its place must not be looked after any longer")
	})
}

// inMemory calls f while a server runs.
func inMemory(t *testing.T, workers int, patience time.Duration, f func(t *testing.T, dial func() net.Conn)) {
	t.Helper()
	check.InBubble(t, func(t *testing.T) {
		listener := check.NewListener()
		defer listener.End()
		server := &Server{Workers: workers, Patience: patience}
		go server.Serve(listener)
		f(t, listener.Dial)
	})
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
