// Package slow is an exercise: a slow job that does not stall the loop.
package slow

// ready is called by the loop when the client has said something, or has left.
func (s *Session) ready(l *loop) {
	// Your code: hand the question to the pool, and bring the answer back.
	_ = l.pool.submit
}
