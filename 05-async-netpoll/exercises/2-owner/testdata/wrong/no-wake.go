// fails: TestWakesTheLoop
//
// The loop is not told that there is something to do.
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
}

func (l *loop) give(other *loop, s *Session) {
	other.do(func() { other.add(s) })
}
