//go:build !linux

package servertest

import "testing"

func (p Program) testKeepAlive(t *testing.T) {
	t.Skip("only Linux lets one look at another program's sockets")
}

func (p Program) testVanishes(t *testing.T) {
	t.Skip("only Linux has networks that one can make and cut")
}
