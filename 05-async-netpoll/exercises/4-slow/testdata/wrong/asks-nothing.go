// fails: TestIgnoresAFalseAlarm
//
// Nothing has been read, and that is taken for a question.
package slow

import "bytes"

// ready is called by the loop when the client has said something, or has left.
func (s *Session) ready(l *loop) {
	n, err := l.poller.read(s.socket, l.in)
	if err != nil && err != errAgain {
		l.remove(s)
		return
	}
	question := bytes.Clone(l.in[:n]) // l.in is the loop's
	l.poller.want(s.socket, nothing)  // one question at a time, so that answers stay in order
	accepted := l.pool.submit(func() {
		answer := l.handle(question) // here, in the pool, it may take long
		l.do(func() { s.answered(l, answer) })
	})
	if !accepted {
		s.answered(l, []byte("busy\n"))
	}
}

// answered writes an answer, in the loop, if the client is still there.
func (s *Session) answered(l *loop, answer []byte) {
	if l.sessions[s.socket] != s { // it has left; the number may be somebody else's
		return
	}
	l.poller.write(s.socket, answer)
	l.poller.want(s.socket, reading)
}
