// fails: TestKeepsBytesOfItsOwn
//
// What is kept is a part of the loop's buffer, which the next answer overwrites.
package partial

func (s *Session) write(l *loop, answer []byte) {
	if len(answer) > 0 {
		n, err := l.poller.write(s.socket, answer)
		if err != nil && err != errAgain {
			l.remove(s)
			return
		}
		answer = answer[n:]
	}
	switch {
	case len(answer) > 0:
		s.pending = answer
		l.poller.want(s.socket, writing)
	case s.last:
		l.remove(s)
	default:
		s.pending = nil
		l.poller.want(s.socket, reading)
	}
}
