// fails: TestTellsBlockingFromNot TestSeesThatTheFirstWordHoldsUp TestSeesThatTheRestHoldsUp TestSeesThatASlowServerIsNotHeldUp TestSeesThatAMuteServerIsNotHeldUp TestLetsNoTimePass TestUsesOneSilentClient
//
// It waits for the answer, which never comes: the detector is held up itself.
package detector

import "net"

func blocks(dial func() net.Conn) bool {
	silent, other := dial(), dial()
	defer silent.Close()
	defer other.Close()
	answer := <-ask(other, "hello\n")
	return answer != "HELLO\n"
}
