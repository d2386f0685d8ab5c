// fails: TestAnswersInOrder TestCallsInTheLoop TestCallsAllThatWait TestCallsWhileAClientSpeaksOn TestForgetsNoCall
//
// After each wait the loop waits for a call, too, whether there is one or not.
package owner

func (l *loop) run() {
	for !l.closed {
		for _, socket := range l.poller.wait() {
			l.sessions[socket].ready(l)
		}
		call := <-l.calls
		call()
	}
}

func (l *loop) do(f func()) {
	l.calls <- f
	l.poller.wake()
}

func (l *loop) give(other *loop, s *Session) {
	other.do(func() { other.add(s) })
}
