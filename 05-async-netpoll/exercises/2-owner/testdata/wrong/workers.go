// fails: TestAnswersInOrder
//
// Each ready socket is handed to a goroutine. It stays ready until that one has
// read, so the next goroutine gets the same client.
package owner

func (l *loop) run() {
	for !l.closed {
		for _, socket := range l.poller.wait() {
			go l.sessions[socket].ready(l)
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
