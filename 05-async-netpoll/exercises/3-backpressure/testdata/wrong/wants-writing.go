// fails: TestPassesOnWhatFits TestGoesOnWhenThereIsRoom TestKeepsBytesOfItsOwn
//
// When everything is written, the relay still wants room, which there nearly
// always is: the loop never rests.
package backpressure

import "bytes"

type relay struct {
	from, to int
	pending  []byte
}

func (r *relay) ready(l *loop) {
	text := r.pending
	if text == nil {
		n, err := l.poller.read(r.from, l.in)
		if err == errAgain {
			return
		}
		if err != nil {
			l.remove(r)
			return
		}
		text = l.in[:n]
	}
	l.poller.want(r.to, writing)
	n, err := l.poller.write(r.to, text)
	if err != nil && err != errAgain {
		l.remove(r)
		return
	}
	if n < len(text) {
		r.pending = bytes.Clone(text[n:])
		l.poller.want(r.from, nothing)
		l.poller.want(r.to, writing)
	} else {
		r.pending = nil
		l.poller.want(r.from, reading)
	}
}
