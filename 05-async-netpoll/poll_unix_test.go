//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package main

import (
	"net/netip"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// A bell that rang on would let a loop spin.
func TestBellRingsUntilItIsSilenced(t *testing.T) {
	b, err := newBell()
	require.NoError(t, err)
	defer b.close()
	rings := func() bool {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(b.fd), Events: unix.POLLIN}}, 0)
		require.NoError(t, err)
		return n == 1
	}
	require.False(t, rings())
	b.wake()
	b.wake()
	require.True(t, rings())
	b.silence()
	require.False(t, rings())
}

func TestBellLeavesNoFilesOpen(t *testing.T) {
	b, err := newBell()
	require.NoError(t, err)
	b.close()
	for _, end := range []*os.File{b.in, b.out} {
		require.ErrorIs(t, end.Close(), os.ErrClosed)
	}
}

// An address is logged as package net would write it.
func TestAddressesAreWrittenAsUsual(t *testing.T) {
	for text, zone := range map[string]uint32{
		"127.0.0.1:8000":     0, // as ::ffff:127.0.0.1, it is that of an IPv4 client
		"[::1]:8000":         0,
		"[fe80::1%2]:8000":   2,
		"[2001:db8::1]:8000": 0,
	} {
		want := netip.MustParseAddrPort(text)
		require.Equal(t, want, addrPort6(want.Addr().As16(), zone, want.Port()), text)
	}
}
