// fails: TestTakesNoMoreThanItCanKeep TestGoesOnWhenThereIsRoom TestEndsWhenEverythingIsWritten
//
// The relay reads on and keeps everything: memory grows without end. At the end
// of the input it forgets what it has kept.
package backpressure

type relay struct {
	from, to int
	pending  []byte
}

func (r *relay) ready(l *loop) {
	n, err := l.poller.read(r.from, l.in)
	if err != nil && err != errAgain {
		l.remove(r)
		return
	}
	r.pending = append(r.pending, l.in[:n]...)
	if len(r.pending) == 0 {
		return
	}
	n, err = l.poller.write(r.to, r.pending)
	if err != nil && err != errAgain {
		l.remove(r)
		return
	}
	r.pending = r.pending[n:]
	if len(r.pending) > 0 {
		l.poller.want(r.to, writing)
	} else {
		l.poller.want(r.to, nothing)
	}
}
