// fails: TestPassesOnWhatFits
//
// It reads as long as there is something to read: a sender that never stops has the loop
// for itself.
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
	n, err := l.poller.write(r.to, text)
	if err != nil && err != errAgain {
		l.remove(r)
		return
	}
	if n == len(text) && r.pending == nil {
		r.ready(l)
		return
	}
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
