// fails: TestAnswersInOrder TestCallsInTheLoop TestWakesTheLoop TestCallsAllThatWait TestCallsWhileAClientSpeaksOn TestForgetsNoCall TestEndsWhenClosed
//
// A range over a channel ends only when the channel is closed, so the loop never waits
// for its clients again.
package owner

func (l *loop) run() {
	for !l.closed {
		for _, socket := range l.poller.wait() {
			l.sessions[socket].ready(l)
		}
		for call := range l.calls {
			call()
		}
	}
}

func (l *loop) do(f func()) {
	l.calls <- f
	l.poller.wake()
}

func (l *loop) give(other *loop, s *Session) {
	other.do(func() { other.add(s) })
}
