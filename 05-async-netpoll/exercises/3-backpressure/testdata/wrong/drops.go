// fails: TestTakesNoMoreThanItCanKeep TestWaitsWhenThereIsNoRoomAtAll TestGoesOnWhenThereIsRoom TestKeepsBytesOfItsOwn TestEndsWhenEverythingIsWritten
//
// What there is no room for is thrown away: memory stays bounded, and the text has
// holes.
package backpressure

type relay struct {
	from, to int
	pending  []byte
}

func (r *relay) ready(l *loop) {
	n, err := l.poller.read(r.from, l.in)
	if err == errAgain {
		return
	}
	if err != nil {
		l.remove(r)
		return
	}
	_, err = l.poller.write(r.to, l.in[:n])
	if err != nil && err != errAgain {
		l.remove(r)
	}
}
