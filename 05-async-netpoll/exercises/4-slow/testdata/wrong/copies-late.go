// fails: TestKeepsBytesOfItsOwn
//
// The worker makes the copy, when it begins: by then another question may be in the
// buffer.
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
	question := l.in[:n]
	l.poller.want(s.socket, nothing)
	accepted := l.pool.submit(func() {
		answer := l.handle(bytes.Clone(question))
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
	l.poller.want(s.socket, reading)
}
