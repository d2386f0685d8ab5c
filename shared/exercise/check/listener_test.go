package check

import (
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// A server as simple as the first one meets a Listener's clients.
func TestListenerAndSessions(t *testing.T) {
	InBubble(t, func(t *testing.T) {
		var sessions Sessions
		l := NewListener()
		defer l.End()
		serve := Go(func() {
			for {
				conn, err := l.Accept()
				if errors.Is(err, net.ErrClosed) {
					return
				}
				if err == nil {
					sessions.Handle(conn)
				}
			}
		})
		l.Fail(errors.New("too many open files"))
		first, second := l.Dial(), l.Dial()
		synctest.Wait()
		require.Equal(t, 1, sessions.Running())
		first.Close()
		synctest.Wait()
		require.Equal(t, 1, sessions.Running())
		require.Equal(t, []string{"client 1", "client 2"}, sessions.Begun())

		l.Dial() // nobody will accept this one
		require.False(t, serve.Returned)
		l.End()
		synctest.Wait()
		require.True(t, serve.Returned)
		require.Zero(t, sessions.Running())
		require.Equal(t, 2, l.Accepted())
		_, err := second.Write(nil)
		require.ErrorIs(t, err, io.ErrClosedPipe)
	})
}

// A worker that takes from a closed channel, whatever it gives, does not go on for ever.
func TestSessionsNoteNobody(t *testing.T) {
	left := InBubble(t, func(t *testing.T) {
		var sessions Sessions
		queue := make(chan net.Conn)
		go func() {
			for {
				sessions.Handle(<-queue)
			}
		}()
		synctest.Wait()
		require.False(t, sessions.Nobody())
		close(queue)
		synctest.Wait()
		require.True(t, sessions.Nobody())
		require.Zero(t, sessions.Running())
		require.Empty(t, sessions.Begun())
	})
	require.False(t, left)
}
