package check

import (
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

func TestClientHears(t *testing.T) {
	withClient(t, func(c *Client, server net.Conn) {
		go io.Copy(server, server)
		c.Say("one\n")
		c.Say("two\n")
		require.Equal(t, "one\ntwo\n", c.Heard())
	})
}

func TestClientKnowsWhenItIsDropped(t *testing.T) {
	withClient(t, func(c *Client, server net.Conn) {
		require.False(t, c.Dropped())
		server.Close()
		require.True(t, c.Dropped())
	})
}

func TestClientLeaves(t *testing.T) {
	withClient(t, func(c *Client, server net.Conn) {
		c.Leave()
		_, err := server.Read(make([]byte, 1))
		require.ErrorIs(t, err, io.EOF)
	})
}

func TestClientResets(t *testing.T) {
	withClient(t, func(c *Client, server net.Conn) {
		c.Reset()
		_, err := server.Read(make([]byte, 1))
		require.ErrorIs(t, err, syscall.ECONNRESET)
		_, err = server.Write([]byte("hello"))
		require.ErrorIs(t, err, syscall.ECONNRESET)
	})
}

func TestLoopsThatGoOnEnd(t *testing.T) {
	left := InBubble(t, func(t *testing.T) {
		l := NewListener()
		defer l.End()
		c := NewClient(l)
		server, err := l.Accept()
		require.NoError(t, err)
		go func() {
			for {
				server.Read(make([]byte, 1))
			}
		}()
		go func() {
			for {
				l.Accept()
			}
		}()
		synctest.Wait()
		require.Equal(t, 1, l.Accepting())
		c.Leave()
	})
	require.False(t, left)
}

// withClient calls f with a client and the server's end of its connection.
func withClient(t *testing.T, f func(c *Client, server net.Conn)) {
	t.Helper()
	left := InBubble(t, func(t *testing.T) {
		l := NewListener()
		defer l.End()
		c := NewClient(l)
		server, err := l.Accept()
		require.NoError(t, err)
		f(c, server)
	})
	require.False(t, left)
}
