// fails: TestWakesTheLoop
//
// The loop is woken before there is something to do, and sleeps again.
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
	l.poller.wake()
	l.calls <- f
}

func (l *loop) give(other *loop, s *Session) {
	other.do(func() { other.add(s) })
}
