// fails: TestWaitsWhenThereIsNoRoom TestEndsAfterTheLastByte
//
// errAgain ends the session.
package partial

import "bytes"

func (s *Session) write(l *loop, answer []byte) {
	if len(answer) > 0 {
		n, err := l.poller.write(s.socket, answer)
		if err != nil {
			l.remove(s)
			return
		}
		answer = answer[n:]
	}
	switch {
	case len(answer) > 0:
		s.pending = bytes.Clone(answer)
		l.poller.want(s.socket, writing)
	case s.last:
		l.remove(s)
	default:
		s.pending = nil
		l.poller.want(s.socket, reading)
	}
}
