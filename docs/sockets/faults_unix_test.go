//go:build unix

package sockets_test

import (
	"context"
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
	var again net.Listener
	var err error
	for range 5 { // a port that is free for a moment may go to another test
		addr := servedPort(t)
		_, err = without.Listen(context.Background(), "tcp", addr)
		t.Logf("without SO_REUSEADDR: %v", err)
		require.ErrorIs(t, err, unix.EADDRINUSE)
		if again, err = net.Listen("tcp", addr); err == nil { // sets it, on Unix
			break
		}
	}
	require.NoError(t, err, "five times in a row")
	require.NoError(t, again.Close())
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
