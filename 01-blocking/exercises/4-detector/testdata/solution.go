// Package detector is an exercise: prove that a silent client holds up another,
// without waiting for any length of time.
package detector

import (
	"net"
	"testing/synctest"
)

// blocks reports whether one silent client keeps a server from answering
// another. dial connects a client to the server. It must be called in a bubble of
// testing/synctest.
func blocks(dial func() net.Conn) bool {
	return holdsUp(dial, false) || holdsUp(dial, true)
}

// holdsUp makes the experiment with a client that says nothing, or one that speaks
// once before it falls silent.
func holdsUp(dial func() net.Conn, speaks bool) bool {
	silent, other := dial(), dial()
	defer silent.Close()
	defer other.Close()
	if speaks {
		ask(silent, "hi\n")
		synctest.Wait()
	}
	for range 2 { // the first answer may come from somebody who answers everybody once
		reply := ask(other, "hello\n")
		synctest.Wait() // everybody has come to rest
		if len(reply) == 0 {
			silent.Close()
			synctest.Wait()
			return len(reply) > 0 // then it was the silent one
		}
	}
	return false
}
