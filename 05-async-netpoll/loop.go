package main

import (
	"log"
	"net"
	"net/netip"
	"runtime"
	"time"
)

// readSize is how many bytes a loop takes from a client at a time: enough for a
// flood to be read at full speed, little enough that the others need not wait.
const readSize = 64 << 10

// A loop looks after its sessions in one goroutine, which never blocks but in
// poller.wait. Nobody else touches what a loop owns, so there are no locks: other
// goroutines ask the loop to act, with do.
type loop struct {
	poller   poller
	sessions map[int]*Session // by socket
	in, out  []byte           // for the one session whose turn it is
	calls    chan func()      // what other goroutines want done
	draining bool

	// Only the loop that accepts has these.
	listener int     // the listening socket, or none
	loops    []*loop // get the clients in turn
	accepted int     // how many clients there have been
}

// none is not a socket.
const none = -1

func newLoop(p poller) *loop {
	return &loop{
		poller:   p,
		sessions: make(map[int]*Session),
		in:       make([]byte, readSize),
		calls:    make(chan func(), 64),
		listener: none,
	}
}

// listen makes l the loop that accepts clients, for itself and for others.
func (l *loop) listen(listener net.Listener, loops []*loop) (err error) {
	l.loops = loops
	l.listener, err = l.poller.listen(listener)
	return err
}

// run is the event loop.
func (l *loop) run() {
	defer l.poller.close()
	for !l.draining || len(l.sessions) > 0 || len(l.calls) > 0 {
		// A goroutine that has run for 10 ms loses its processor in the next
		// system call and must queue for another. One that has just yielded has
		// not run for 10 ms.
		runtime.Gosched()
		for _, socket := range l.poller.wait() { // blocks here until something can be done
			if socket == l.listener {
				l.accept()
			} else if session := l.sessions[socket]; session != nil {
				session.ready(l)
			}
		}
		for len(l.calls) > 0 {
			call := <-l.calls
			call()
		}
	}
}

// do makes the loop call f, soon, in its own goroutine. It may be called by any
// other.
func (l *loop) do(f func()) {
	l.calls <- f
	l.poller.wake()
}

// accept takes in the clients that have connected, but only so many that the
// others get their turn.
func (l *loop) accept() {
	for range 64 {
		if !l.acceptOne() {
			return
		}
	}
}

// acceptOne takes in a client, and says whether to try for another.
func (l *loop) acceptOne() bool {
	socket, addr, err := l.poller.accept(l.listener)
	if err == errAgain {
		return false
	}
	if err != nil { // out of file descriptors, say: wait for clients to leave
		log.Print(err)
		l.poller.want(l.listener, nothing)
		time.AfterFunc(time.Second, func() { l.do(l.acceptAgain) })
		return false
	}
	next := l.loops[l.accepted%len(l.loops)]
	l.accepted++
	if next == l {
		l.add(socket, addr)
	} else {
		next.do(func() { next.add(socket, addr) })
	}
	return true
}

// acceptAgain ends the pause after an error.
func (l *loop) acceptAgain() {
	if l.listener != none {
		l.poller.want(l.listener, reading)
	}
}

// add begins a session.
func (l *loop) add(socket int, addr netip.AddrPort) {
	log.Printf("%s connected", addr)
	l.sessions[socket] = &Session{socket: socket, addr: addr}
	l.poller.add(socket)
}

// remove ends a session.
func (l *loop) remove(s *Session) {
	delete(l.sessions, s.socket)
	l.poller.remove(s.socket)
	log.Printf("%s disconnected", s.addr)
}

// drainAll lets every loop drain. Only the loop that accepts can do this: what
// it has handed over must arrive before the call of drain.
func (l *loop) drainAll() {
	l.poller.want(l.listener, remaining)
	for l.acceptOne() { // whoever connected before
	}
	l.poller.remove(l.listener)
	l.listener = none
	for _, other := range l.loops {
		if other != l {
			other.do(other.drain)
		}
	}
	l.drain()
}

// drain lets every session answer what its client has sent so far, and no more.
func (l *loop) drain() {
	l.draining = true
	for _, s := range l.sessions {
		s.drain(l)
	}
}

// closeAll ends every session, whatever it is doing.
func (l *loop) closeAll() {
	for _, s := range l.sessions {
		l.remove(s)
	}
}
