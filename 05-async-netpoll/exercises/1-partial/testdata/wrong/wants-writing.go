// fails: TestGoesBackToReading
//
// The session never wants reading again.
package partial

import "bytes"

func (s *Session) write(l *loop, answer []byte) {
	if len(answer) > 0 {
		n, err := l.poller.write(s.socket, answer)
		if err != nil && err != errAgain {
			l.remove(s)
			return
		}
		answer = answer[n:]
	}
	s.pending = nil
	switch {
	case len(answer) > 0:
		s.pending = bytes.Clone(answer)
		l.poller.want(s.socket, writing)
	case s.last:
		l.remove(s)
	}
}
