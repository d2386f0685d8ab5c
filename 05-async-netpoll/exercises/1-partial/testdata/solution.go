// Package partial is an exercise: write what there is room for, and keep the rest.
package partial

import "bytes"

// write sends as much of an answer as there is room for, and keeps the rest.
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
		s.pending = bytes.Clone(answer) // answer may be the loop's
		l.poller.want(s.socket, writing)
	case s.last:
		l.remove(s)
	default:
		s.pending = nil
		l.poller.want(s.socket, reading)
	}
}
