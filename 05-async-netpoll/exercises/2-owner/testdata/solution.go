// Package owner is an exercise: a loop owns its sessions, and others ask it.
package owner

// run is the event loop. It returns when closed has been set.
func (l *loop) run() {
	for !l.closed {
		for _, socket := range l.poller.wait() { // blocks here until something can be done
			l.sessions[socket].ready(l)
		}
		for len(l.calls) > 0 { // all: several calls of wake may have ended one wait
			call := <-l.calls
			call()
		}
	}
}

// do makes the loop call f, soon, in its own goroutine. It may be called by any
// other.
func (l *loop) do(f func()) {
	l.calls <- f // before wake, or the loop may look for it too early, and sleep again
	l.poller.wake()
}

// give hands a new session to another loop, which owns it from then on. It is
// called in the goroutine of l.
func (l *loop) give(other *loop, s *Session) {
	other.do(func() { other.add(s) })
}
