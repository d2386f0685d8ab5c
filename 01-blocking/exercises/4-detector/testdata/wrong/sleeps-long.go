// fails: TestLetsNoTimePass
//
// It waits longer than the server of the checks that is slow.
package detector

import (
	"net"
	"time"
)

func blocks(dial func() net.Conn) bool {
	return holdsUp(dial, false) || holdsUp(dial, true)
}

func holdsUp(dial func() net.Conn, speaks bool) bool {
	silent, other := dial(), dial()
	defer silent.Close()
	defer other.Close()
	if speaks {
		ask(silent, "hi\n")
		time.Sleep(11 * time.Second)
	}
	for range 2 {
		reply := ask(other, "hello\n")
		time.Sleep(11 * time.Second)
		if len(reply) == 0 {
			silent.Close()
			time.Sleep(11 * time.Second)
			return len(reply) > 0
		}
	}
	return false
}
