// A cycle may begin anywhere: this one calls first, and waits then.
package owner

func (l *loop) run() {
	for {
		for len(l.calls) > 0 {
			(<-l.calls)()
		}
		if l.closed {
			return
		}
		for _, socket := range l.poller.wait() {
			l.sessions[socket].ready(l)
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
