// fails: TestTakesNoMoreThanItCanKeep TestRestsWhileThereIsNoRoom TestWaitsWhenThereIsNoRoomAtAll TestGoesOnWhenThereIsRoom TestKeepsBytesOfItsOwn TestEndsWhenEverythingIsWritten
//
// The relay tries again until there is room: the loop and everybody in it wait for
// one receiver.
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
	for text := l.in[:n]; len(text) > 0; text = text[n:] {
		n, err = l.poller.write(r.to, text)
		if err != nil && err != errAgain {
			l.remove(r)
			return
		}
	}
}
