//go:build unix

package sockets_test

import (
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// Fault 5: the port of a server that has just ended is still in use, if its
// connections are in TIME_WAIT and the new one does not set SO_REUSEADDR.
func TestFault05AddressInUseAfterARestart(t *testing.T) {
	without := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) (err error) {
		raw.Control(func(fd uintptr) { err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEADDR, 0) })
		return err
	}}
	var refused, err error
	for range 5 { // a port that is free for a moment may go to another test
		addr := servedPort(t)
		var early, again net.Listener
		if early, refused = without.Listen(t.Context(), "tcp", addr); refused == nil {
			early.Close() // a kernel that has too many of them ends TIME_WAIT at once
			continue
		}
		t.Logf("without SO_REUSEADDR: %v", refused)
		require.ErrorIs(t, refused, unix.EADDRINUSE)
		if again, err = net.Listen("tcp", addr); err == nil { // sets it, on Unix
			require.NoError(t, again.Close())
			break
		}
	}
	require.Error(t, refused, "five times in a row")
	require.NoError(t, err, "five times in a row")
	t.Log("with SO_REUSEADDR: the server listens again")
}

// servedPort returns the address of a server that has ended after it had closed
// the connection to its client.
func servedPort(t *testing.T) string {
	t.Helper()
	listener := listen(t)
	client := dial(t, listener.Addr())
	server := accept(t, listener)
	require.NoError(t, server.Close()) // who closes first has the TIME_WAIT
	expectEnd(t, client)
	require.NoError(t, client.Close())
	require.NoError(t, listener.Close())
	return listener.Addr().String()
}
