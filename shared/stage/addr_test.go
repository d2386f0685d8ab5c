package stage

import (
	"context"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckAddr(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := listener.Addr().String()
	require.NoError(t, CheckAddr(t.Context(), addr))
	require.NoError(t, listener.Close())
	err = CheckAddr(t.Context(), addr)
	require.ErrorContains(t, err, "-addr "+addr+": no server answers there (")
	require.ErrorContains(t, err, "); start it first")
	require.NotContains(t, err.Error(), "dial", "the address is named once")

	for _, addr := range []string{"8000", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:no-such-port", "::1:8000"} {
		require.EqualError(t, CheckAddr(t.Context(), addr), "-addr "+addr+": expected host:port, as in 127.0.0.1:8000")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorContains(t, CheckAddr(ctx, addr), "no server answers there (")
}
