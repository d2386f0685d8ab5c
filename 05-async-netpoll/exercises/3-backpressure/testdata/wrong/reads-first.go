// fails: TestGoesOnWhenThereIsRoom
//
// The relay wants nothing of the sender while something is pending, but reads whenever it
// is called: if the receiver takes a little at a time, what is kept grows without end.
package backpressure

import "io"

type relay struct {
	from, to int
	pending  []byte
	eof      bool
}

func (r *relay) ready(l *loop) {
	if !r.eof {
		n, err := l.poller.read(r.from, l.in)
		switch err {
		case nil:
			r.pending = append(r.pending, l.in[:n]...)
		case io.EOF:
			r.eof = true
		case errAgain:
		default:
			l.remove(r)
			return
		}
	}
	if len(r.pending) > 0 {
		n, err := l.poller.write(r.to, r.pending)
		if err != nil && err != errAgain {
			l.remove(r)
			return
		}
		r.pending = r.pending[n:]
	}
	switch {
	case len(r.pending) > 0:
		l.poller.want(r.from, nothing)
		l.poller.want(r.to, writing)
	case r.eof:
		l.remove(r)
	default:
		l.poller.want(r.from, reading)
		l.poller.want(r.to, nothing)
	}
}
