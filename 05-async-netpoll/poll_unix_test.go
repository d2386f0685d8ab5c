//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package main

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

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
