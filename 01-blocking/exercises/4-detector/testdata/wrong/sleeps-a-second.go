// fails: TestLetsNoTimePass
//
// A second counts as long enough for everybody to come to rest.
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
		time.Sleep(time.Second)
	}
	for range 2 {
		reply := ask(other, "hello\n")
		time.Sleep(time.Second)
		if len(reply) == 0 {
			silent.Close()
			time.Sleep(time.Second)
			return len(reply) > 0
		}
	}
	return false
}
