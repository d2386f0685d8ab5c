//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package main

import (
	"net/netip"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

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
