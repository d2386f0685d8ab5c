//go:build !unix

package sockets_test

import "testing"

func TestFault05AddressInUseAfterARestart(t *testing.T) {
	t.Skip("Windows lets a new server have the port of an old one at once")
}
