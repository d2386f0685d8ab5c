// fails: TestPassesOnWhatFits TestGoesOnWhenThereIsRoom TestEndsWhenEverythingIsWritten
//
// A slice of no bytes is not nil: the relay takes it for something that is left.
package backpressure

import "bytes"

// A relay passes on to one socket what it reads from another.
type relay struct {
	from, to int
	pending  []byte // has been read, and there was no room for it yet; nil if there is nothing
}

// ready is called when one of the sockets is ready for what is wanted of it.
func (r *relay) ready(l *loop) {
	text := r.pending
	if text == nil { // the state of reading
		n, err := l.poller.read(r.from, l.in)
		if err == errAgain { // a false alarm
			return
		}
		if err != nil { // the end, and everything is written: we do not read before
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
	if n < len(text) {
		r.pending = bytes.Clone(text[n:]) // text may be the loop's
		l.poller.want(r.from, nothing)    // or wait would name it at once, again and again
		l.poller.want(r.to, writing)
	} else {
		r.pending = []byte{}
		l.poller.want(r.from, reading)
		l.poller.want(r.to, nothing) // the same: there is nearly always room
	}
}
