// fails: TestRefusesWhenThePoolIsFull
//
// When the queue is full, the loop waits for room in it.
package slow

import "bytes"

func (s *Session) ready(l *loop) {
	n, err := l.poller.read(s.socket, l.in)
	if err == errAgain {
		return
	}
	if err != nil {
		l.remove(s)
		return
	}
	question := bytes.Clone(l.in[:n])
	l.poller.want(s.socket, nothing)
	l.pool.jobs <- func() {
		answer := l.handle(question)
		l.do(func() { s.answered(l, answer) })
	}
}

func (s *Session) answered(l *loop, answer []byte) {
	if l.sessions[s.socket] != s {
		return
	}
	l.poller.write(s.socket, answer)
	l.poller.want(s.socket, reading)
}
