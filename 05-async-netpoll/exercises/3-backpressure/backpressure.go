// Package backpressure is an exercise: do not read what you cannot pass on.
package backpressure

// A relay passes on to one socket what it reads from another.
type relay struct {
	from, to int
	pending  []byte // has been read, and there was no room for it yet; nil if there is nothing
}

// ready is called when one of the sockets is ready for what is wanted of it.
func (r *relay) ready(l *loop) {
	// Your code: read or write, and say what you want next.
	_ = r.pending
}
