package backpressure

import "errors"

// A loop has the buffer of the relay whose turn it is, and removes relays.
type loop struct {
	poller poller
	in     []byte
	remove func(*relay) // closes both sockets
}

// A poller is what relays need of the operating system. No call blocks.
type poller interface {
	// read returns what has been received, at most len(buf) bytes. It returns
	// io.EOF when the client has closed its half and everything has been read,
	// errAgain when nothing has been received since.
	read(socket int, buf []byte) (n int, err error)

	// write sends as much of buf as there is room for. It returns 0 and errAgain
	// when there is none.
	write(socket int, buf []byte) (n int, err error)

	// want changes what a socket is waited for.
	want(socket int, what interest)
}

// An interest is what a socket is waited for.
type interest int

const (
	nothing interest = iota
	reading          // there is something to read
	writing          // there is room to write
)

// errAgain means: nothing can be done without blocking, try again when ready.
var errAgain = errors.New("try again when ready")
