// fails: TestServesOthersMeanwhile TestRefusesWhenThePoolIsFull
//
// The loop calls handle itself, and stalls.
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
	s.answered(l, l.handle(question))
}

func (s *Session) answered(l *loop, answer []byte) {
	if l.sessions[s.socket] != s {
		return
	}
	l.poller.write(s.socket, answer)
	l.poller.want(s.socket, reading)
}
