// fails: TestSeesThatTheRestHoldsUp
//
// One answer counts as proof that there will be more.
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
	reply := ask(other, "hello\n")
	synctest.Wait()
	if len(reply) > 0 {
		return false
	}
	silent.Close()
	synctest.Wait()
	return len(reply) > 0
}
