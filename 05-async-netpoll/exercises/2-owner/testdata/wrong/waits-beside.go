// fails: TestAnswersInOrder TestEndsWhenClosed
//
// Another goroutine waits for the sockets, so that the loop can wait for both. But wait
// names a socket again before the loop has read from it.
package owner

func (l *loop) run() {
	ready := make(chan []int)
	go func() {
		for {
			ready <- l.poller.wait()
		}
	}()
	for !l.closed {
		select {
		case sockets := <-ready:
			for _, socket := range sockets {
				l.sessions[socket].ready(l)
			}
		case call := <-l.calls:
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
