// fails: TestEndsAfterTheLastByte
//
// The session ends with the last answer, written or not.
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
	switch {
	case s.last:
		l.remove(s)
	case len(answer) > 0:
		s.pending = bytes.Clone(answer)
		l.poller.want(s.socket, writing)
	default:
		s.pending = nil
		l.poller.want(s.socket, reading)
	}
}
