// fails: TestCallsAllThatWait TestForgetsNoCall
//
// One call is taken for each wait, but several calls of wake end only one.
package owner

func (l *loop) run() {
	for !l.closed {
		for _, socket := range l.poller.wait() {
			l.sessions[socket].ready(l)
		}
		select {
		case call := <-l.calls:
			call()
		default:
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
