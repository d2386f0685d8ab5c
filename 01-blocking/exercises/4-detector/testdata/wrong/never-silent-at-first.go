// fails: TestSeesThatTheFirstWordHoldsUp
//
// The silent client always speaks once.
package detector

import (
	"net"
	"testing/synctest"
)

func blocks(dial func() net.Conn) bool {
	silent, other := dial(), dial()
	ask(silent, "hi\n")
	synctest.Wait()
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
