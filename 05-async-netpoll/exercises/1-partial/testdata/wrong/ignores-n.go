// fails: TestWritesTheRestWhenThereIsRoom TestGoesOnWhereItHasStopped TestWaitsWhenThereIsNoRoom TestKeepsBytesOfItsOwn TestGoesBackToReading TestEndsAfterTheLastByte
//
// What write has not taken is lost.
package partial

func (s *Session) write(l *loop, answer []byte) {
	if len(answer) > 0 {
		_, err := l.poller.write(s.socket, answer)
		if err != nil && err != errAgain {
			l.remove(s)
			return
		}
	}
	if s.last {
		l.remove(s)
	}
}
