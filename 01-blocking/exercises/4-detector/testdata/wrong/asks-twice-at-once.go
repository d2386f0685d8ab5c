// fails: TestTellsBlockingFromNot TestSeesThatTheFirstWordHoldsUp TestSeesThatTheRestHoldsUp TestSeesThatASlowServerIsNotHeldUp TestSeesThatAMuteServerIsNotHeldUp TestLetsNoTimePass TestUsesOneSilentClient
//
// The second question comes while the first one may not have been read.
package detector

import (
	"net"
	"testing/synctest"
)

func blocks(dial func() net.Conn) bool {
	silent, other := dial(), dial()
	defer silent.Close()
	defer other.Close()
	first := ask(other, "one\n")
	second := ask(other, "two\n")
	synctest.Wait()
	if len(first)+len(second) == 2 {
		return false
	}
	silent.Close()
	synctest.Wait()
	return len(first)+len(second) == 2
}
