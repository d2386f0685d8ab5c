// Package owner is an exercise: a loop owns its sessions, and others ask it.
package owner

// run is the event loop. It returns when closed has been set.
func (l *loop) run() {
	// Your code: wait, serve who is ready, call what others want done.
	_ = (*Session).ready
}

// do makes the loop call f, soon, in its own goroutine. It may be called by any
// other.
func (l *loop) do(f func()) {
	// Your code.
}

// give hands a new session to another loop, which owns it from then on. It is
// called in the goroutine of l.
func (l *loop) give(other *loop, s *Session) {
	// Your code.
}
