// fails: TestGivesASessionAway
//
// The sessions of another loop are changed from outside.
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
	l.calls <- f
	l.poller.wake()
}

func (l *loop) give(other *loop, s *Session) {
	other.add(s)
	other.poller.wake()
}
