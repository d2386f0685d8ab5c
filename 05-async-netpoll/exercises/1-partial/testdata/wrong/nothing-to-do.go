// fails: TestEndsWithAnEmptyAnswer TestEndsWhenTheClientHasGone
//
// An empty answer is taken for nothing to do, and an error for no room.
package partial

import "bytes"

func (s *Session) write(l *loop, answer []byte) {
	if len(answer) == 0 {
		return
	}
	n, _ := l.poller.write(s.socket, answer)
	answer = answer[n:]
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
