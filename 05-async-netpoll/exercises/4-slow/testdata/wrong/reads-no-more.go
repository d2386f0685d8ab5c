// fails: TestKeepsTheOrder TestRefusesWhenThePoolIsFull TestEndsWhenTheClientHasGone
//
// After the answer the client is not read any more.
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
	accepted := l.pool.submit(func() {
		answer := l.handle(question)
		l.do(func() { s.answered(l, answer) })
	})
	if !accepted {
		s.answered(l, []byte("busy\n"))
	}
}

func (s *Session) answered(l *loop, answer []byte) {
	if l.sessions[s.socket] != s {
		return
	}
	l.poller.write(s.socket, answer)
}
