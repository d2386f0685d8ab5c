// fails: TestSeesThatASlowServerIsNotHeldUp TestSeesThatAMuteServerIsNotHeldUp TestLetsNoTimePass
//
// No answer within a second counts as proof.
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
		select {
		case <-ask(other, "hello\n"):
		case <-time.After(time.Second):
			return true
		}
	}
	return false
}
