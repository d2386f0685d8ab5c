// fails: TestWritesTheRestWhenThereIsRoom TestGoesOnWhereItHasStopped TestWaitsWhenThereIsNoRoom TestKeepsBytesOfItsOwn TestGoesBackToReading TestEndsAfterTheLastByte
//
// The session tries again until everything is written: the whole loop waits for
// one client.
package partial

func (s *Session) write(l *loop, answer []byte) {
	for len(answer) > 0 {
		n, err := l.poller.write(s.socket, answer)
		if err != nil && err != errAgain {
			l.remove(s)
			return
		}
		answer = answer[n:]
	}
	if s.last {
		l.remove(s)
	}
}
