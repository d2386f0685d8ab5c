// fails: TestWaitsForRoom
//
// do waits for nothing, and nobody knows which of its goroutines comes first.
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
	go func() {
		l.calls <- f
		l.poller.wake()
	}()
}

func (l *loop) give(other *loop, s *Session) {
	other.do(func() { other.add(s) })
}
