// fails: TestEndsWhenTheReceiverHasGone
//
// A receiver that has gone is taken for one that has no room.
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
	n, _ := l.poller.write(r.to, text)
	if n < len(text) {
		r.pending = bytes.Clone(text[n:])
		l.poller.want(r.from, nothing)
		l.poller.want(r.to, writing)
	} else {
		r.pending = nil
		l.poller.want(r.from, reading)
		l.poller.want(r.to, nothing)
	}
}
