// fails: TestTellsBlockingFromNot TestSeesThatTheFirstWordHoldsUp TestSeesThatTheRestHoldsUp TestSeesThatASlowServerIsNotHeldUp TestSeesThatAMuteServerIsNotHeldUp TestLetsNoTimePass TestUsesOneSilentClient
//
// The client who asks leaves together with the silent one, and hears nothing.
package detector

import (
	"net"
	"testing/synctest"
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
		synctest.Wait()
	}
	for range 2 {
		reply := ask(other, "hello\n")
		synctest.Wait()
		if len(reply) == 0 {
			silent.Close()
			other.Close()
			synctest.Wait()
			return len(reply) > 0
		}
	}
	return false
}
