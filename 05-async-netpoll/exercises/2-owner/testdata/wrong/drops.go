// fails: TestForgetsNoCall TestWaitsForRoom
//
// do never waits: when there is no room in the channel, what it was asked is forgotten.
package owner

func (l *loop) run() {
	for !l.closed {
		for _, socket := range l.poller.wait() {
			l.sessions[socket].ready(l)
		}
		for len(l.calls) > 0 {
			call := <-l.calls
			call()
		}
	}
}

func (l *loop) do(f func()) {
	select {
	case l.calls <- f:
	default:
	}
	l.poller.wake()
}

func (l *loop) give(other *loop, s *Session) {
	other.do(func() { other.add(s) })
}
