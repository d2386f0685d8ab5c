// fails: TestForgetsAClientThatHasLeft
//
// The worker looks whether the client is still there: it may leave before the loop writes.
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
		if l.sessions[s.socket] != s {
			return
		}
		l.do(func() { l.poller.write(s.socket, answer); l.poller.want(s.socket, reading) })
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
	l.poller.want(s.socket, reading)
}
