// Package sockets_test tries out what docs/sockets.md and docs/from-python.md say.
//
// Facts are in facts_test.go. faults_test.go has servers that make the mistakes
// of a first version: they are not to be copied.
package sockets_test

import (
	"errors"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// limit is for whatever must happen. It is reached only when a test fails.
const limit = 20 * time.Second

// mostInBuffers is more than the kernels of a client and a server hold for one
// connection, in bytes.
const mostInBuffers = 48 << 20

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// listen returns a listener on a free port of this machine.
func listen(t *testing.T) *net.TCPListener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	l := listener.(*net.TCPListener)
	require.NoError(t, l.SetDeadline(time.Now().Add(limit)))
	return l
}

// dial connects a client.
func dial(t *testing.T, addr net.Addr) *net.TCPConn {
	t.Helper()
	conn, err := net.DialTimeout("tcp", addr.String(), limit)
	require.NoError(t, err)
	return bounded(t, conn)
}

// accept takes the next client in.
func accept(t *testing.T, listener net.Listener) *net.TCPConn {
	t.Helper()
	conn, err := listener.Accept()
	require.NoError(t, err)
	return bounded(t, conn)
}

// pair returns both ends of a connection.
func pair(t *testing.T) (client, server *net.TCPConn) {
	t.Helper()
	listener := listen(t)
	client = dial(t, listener.Addr())
	return client, accept(t, listener)
}

// bounded gives a connection a deadline, and an end with the test.
func bounded(t *testing.T, conn net.Conn) *net.TCPConn {
	t.Helper()
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(limit)))
	return conn.(*net.TCPConn)
}

// say sends all of a text.
func say(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	_, err := io.WriteString(conn, text)
	require.NoError(t, err)
}

// expect reads as many bytes as a text has, and compares.
func expect(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	got := make([]byte, len(text))
	_, err := io.ReadFull(conn, got)
	require.NoError(t, err)
	require.Equal(t, text, string(got))
}

// expectEnd expects that nothing more comes, and that the end is a clean one.
func expectEnd(t *testing.T, conn net.Conn) {
	t.Helper()
	rest, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Empty(t, rest)
}

// reset leaves without a goodbye.
func reset(t *testing.T, conn *net.TCPConn) {
	t.Helper()
	require.NoError(t, conn.SetLinger(0))
	require.NoError(t, conn.Close())
}

// recv is Python's: at the end of input it returns nothing, and no error.
func recv(conn net.Conn, size int) ([]byte, error) {
	in := make([]byte, size)
	n, err := conn.Read(in)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return in[:n], err
}

// send is Python's, where a socket has a timeout: it takes what there is room
// for, and returns how much that was.
func send(conn net.Conn, data []byte) (sent int) {
	for chunk := range slices.Chunk(data, 64<<10) {
		conn.SetWriteDeadline(time.Now().Add(300 * time.Millisecond)) // full, or slow: both will do
		n, err := conn.Write(chunk)
		sent += n
		if err != nil {
			break
		}
	}
	return sent
}
