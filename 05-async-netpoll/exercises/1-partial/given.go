package partial

import (
	"errors"
	"io"

	"workbook/shared/upper"
)

// A Session is one client's state machine. It is called when its socket is ready.
type Session struct {
	socket  int
	text    upper.Stream
	last    bool   // there is no more to answer: when pending is written, the session ends
	pending []byte // what is left of an answer; nil in the state of reading
}

// ready is called when the socket is ready for what the session waits for.
func (s *Session) ready(l *loop) {
	if s.pending != nil {
		s.write(l, s.pending)
	} else {
		s.read(l)
	}
}

// read takes what the client has sent, once, and answers it.
func (s *Session) read(l *loop) {
	n, err := l.poller.read(s.socket, l.in)
	switch err {
	case nil:
		l.out = s.text.Append(l.out[:0], l.in[:n])
		s.write(l, l.out)
	case errAgain: // a false alarm
	case io.EOF: // the client has said all it had to say
		s.last = true
		l.out = s.text.Flush(l.out[:0])
		s.write(l, l.out)
	default: // reset, say
		l.remove(s)
	}
}

// A loop has the buffers of the session whose turn it is, and removes sessions.
type loop struct {
	poller  poller
	in, out []byte
	remove  func(*Session)
}

// A poller is what sessions need of the operating system. No call blocks.
type poller interface {
	// read returns what has been received, io.EOF when the client has closed its
	// half, or errAgain.
	read(socket int, buf []byte) (n int, err error)

	// write sends as much of buf as there is room for, or returns errAgain.
	write(socket int, buf []byte) (n int, err error)

	// want changes what a socket is waited for: reading, as in the beginning, or
	// writing.
	want(socket int, what interest)
}

// An interest is what a socket is waited for.
type interest int

const (
	reading interest = iota // there is something to read
	writing                 // there is room to write
)

// errAgain means: nothing can be done without blocking, try again when ready.
var errAgain = errors.New("try again when ready")
