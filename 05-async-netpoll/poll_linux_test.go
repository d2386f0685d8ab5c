package main

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// TestOptionsAreThoseOfPackageNet reads the options of an accepted socket.
func TestOptionsAreThoseOfPackageNet(t *testing.T) {
	forEveryPoller(t, func(t *testing.T, p pollerTest) {
		if _, ok := p.poller.(*epoller); !ok {
			t.Skip("package net has set them")
		}
		for _, option := range []struct{ level, name, want int }{
			{unix.IPPROTO_TCP, unix.TCP_NODELAY, 1},
			{unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1},
			{unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 15},
			{unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 15},
			{unix.IPPROTO_TCP, unix.TCP_KEEPCNT, 9},
		} {
			got, err := unix.GetsockoptInt(p.socket, option.level, option.name)
			require.NoError(t, err)
			require.Equal(t, option.want, got, "option %d", option.name)
		}
	})
}
