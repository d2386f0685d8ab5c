// Package detector is an exercise: prove that a silent client holds up another,
// without waiting for any length of time.
package detector

import "net"

// blocks reports whether one silent client keeps a server from answering
// another. dial connects a client to the server. It must be called in a bubble of
// testing/synctest.
func blocks(dial func() net.Conn) bool {
	// Your code: ask, bring everybody to rest with synctest.Wait, and look.
	_ = ask
	return false
}
