// fails: TestSeesThatTheRestHoldsUp
//
// The clients of the first experiment stay, and hold up those of the second.
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
	if speaks {
		ask(silent, "hi\n")
		synctest.Wait()
	}
	for range 2 {
		reply := ask(other, "hello\n")
		synctest.Wait()
		if len(reply) == 0 {
			silent.Close()
			synctest.Wait()
			return len(reply) > 0
		}
	}
	return false
}
