package inside

import (
	"encoding/binary"
	"net"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAcceptQueueIsWhoHasNotBeenAccepted(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", "[::1]:0", "[::]:0"} {
		listener, err := net.Listen("tcp", addr)
		if err != nil {
			t.Logf("not tried with %s: %v", addr, err)
			continue
		}
		defer listener.Close()
		addr = listener.Addr().String()
		require.Equal(t, 0, *acceptQueue(addr), addr)
		for range 3 {
			connect(t, addr)
		}
		requireQueue(t, addr, 3)
		conn, err := listener.Accept()
		require.NoError(t, err)
		defer conn.Close()
		requireQueue(t, addr, 2)
	}
}

// requireQueue waits until the last client has come the whole way.
func requireQueue(t *testing.T, addr string, want int) {
	t.Helper()
	for end := time.Now().Add(deadline); *acceptQueue(addr) != want && time.Now().Before(end); {
		runtime.Gosched()
	}
	require.Equal(t, want, *acceptQueue(addr), addr)
}

func TestNoQueueWhereNobodyListens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	conn := connect(t, listener.Addr().String())
	require.Nil(t, acceptQueue(conn.LocalAddr().String()), "unread bytes are not clients")
	require.NoError(t, listener.Close())
	require.Nil(t, acceptQueue(listener.Addr().String()))
	require.Nil(t, acceptQueue("localhost"))
}

func TestAddressesAsTheKernelShowsThem(t *testing.T) {
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("these are of a little-endian machine")
	}
	for text, want := range map[string]string{
		"0100007F:B52D":                         "127.0.0.1:46381",
		"00000000:0050":                         "0.0.0.0:80",
		"00000000000000000000000001000000:1F90": "[::1]:8080",
	} {
		require.Equal(t, netip.MustParseAddrPort(want), parseAddress(text))
	}
	for _, text := range []string{"", ":", "x:1", "01:2", "0100007F"} {
		require.NotPanics(t, func() { parseAddress(text) })
	}
}
