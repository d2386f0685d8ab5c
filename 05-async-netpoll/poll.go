package main

import (
	"errors"
	"net"
	"net/netip"
)

// A poller is what an event loop needs of the operating system: calls that do
// not block, and one that does and that tells for which sockets another call is
// worth while. Sockets are small numbers, chosen by the poller.
//
// Readiness is level-triggered: wait names a socket again and again as long as
// it is ready for what is wanted. A socket may also be named although it is
// not; the call then returns errAgain.
//
// All methods but wake belong to the loop's goroutine. Those that return no error
// panic when they fail: that is a mistake in this program.
type poller interface {
	// listen takes a listener over and returns the socket at which its clients
	// can be accepted. It is ready for reading when a client has connected. After
	// an error the listener is still the caller's.
	listen(net.Listener) (socket int, err error)

	// accept takes the client that has waited longest, or returns errAgain.
	accept(listener int) (socket int, addr netip.AddrPort, err error)

	// add makes wait tell when an accepted socket is ready for reading. Another
	// poller of the same kind may have accepted it. It fails when the kernel has
	// no room for another one.
	add(socket int) error

	// want changes what a socket is waited for.
	want(socket int, what interest)

	// read returns what has been received, at most len(buf) bytes. It returns
	// io.EOF when the client has closed its half and everything has been read,
	// errAgain when nothing has been received since.
	read(socket int, buf []byte) (n int, err error)

	// write sends as much of buf as there is room for. It returns errAgain when
	// there is none; the next call must then begin with the same bytes.
	write(socket int, buf []byte) (n int, err error)

	// remove closes a socket.
	remove(socket int)

	// wait blocks until sockets are ready, or until a call of wake. Its result
	// is valid until the next call.
	wait() (sockets []int)

	// wake makes wait return, or the next call of it. Any goroutine may call
	// it, even when the poller has been closed.
	wake()

	// close closes the sockets that wait and wake need.
	close()
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
