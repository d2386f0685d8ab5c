// fails: TestServesOthersMeanwhile TestRefusesWhenThePoolIsFull
//
// The loop hands the question to the pool, and waits for the answer: it stalls all
// the same.
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
	answers := make(chan []byte)
	if !l.pool.submit(func() { answers <- l.handle(question) }) {
		s.answered(l, []byte("busy\n"))
		return
	}
	s.answered(l, <-answers)
}

func (s *Session) answered(l *loop, answer []byte) {
	if l.sessions[s.socket] != s {
		return
	}
	l.poller.write(s.socket, answer)
	l.poller.want(s.socket, reading)
}
