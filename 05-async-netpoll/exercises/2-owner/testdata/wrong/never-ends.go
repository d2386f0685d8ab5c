// fails: TestEndsWhenClosed
//
// Nobody looks whether the loop must end.
package owner

func (l *loop) run() {
	for {
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
	other.do(func() { other.add(s) })
}
