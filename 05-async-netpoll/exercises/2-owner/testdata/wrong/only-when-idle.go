// fails: TestCallsWhileAClientSpeaksOn
//
// The calls have their turn only when no client has anything to say.
package owner

func (l *loop) run() {
	for !l.closed {
		sockets := l.poller.wait()
		for _, socket := range sockets {
			l.sessions[socket].ready(l)
		}
		if len(sockets) > 0 {
			continue
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
