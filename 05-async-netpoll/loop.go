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
	sessions []*Session  // by socket; nil where there is none
	count    int         // of the sessions
	in, out  []byte      // for the one session whose turn it is
	line     []byte      // for the log
	calls    chan func() // what other goroutines want done
	draining bool
	closed   bool // the patience of Shutdown is at an end

	// Only the loop that accepts has these.
	listener int     // the listening socket, or none
	loops    []*loop // get the clients in turn
	accepted int     // how many clients there have been
	looks    int     // a shutdown's, for more of them
}

// lastCall is how long a server that shuts down looks for clients and for text
// that came before the call of Shutdown and that it has not seen yet.
const lastCall = 100 * time.Millisecond

// lastLooks is how often it looks. On a busy machine, the time for a look may be
// over before the look begins: then it sees nothing, whatever there is.
const lastLooks = 2

// longestQueue is how many clients a kernel keeps for a server at most. Whoever comes
// after so many has come too late for a shutdown.
const longestQueue = 1 << 16

// timeSlice is how long a loop works before it yields. When a goroutine has not
// yielded for 10 ms, Go's scheduler takes the processor from it in its system
// calls, as often as every 20 us. Without a yield, 50 busy clients cost a loop on
// one core 1.4 times as much CPU for each message. To yield before every wait costs
// 1.3 times as much where there is a second core: each yield wakes a thread there.
const timeSlice = 2 * time.Millisecond

// none is not a socket.
const none = -1

func newLoop(p poller) *loop {
	return &loop{
		poller:   p,
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
	yielded := time.Now()
	for !l.draining || l.count > 0 || len(l.calls) > 0 {
		if time.Since(yielded) > timeSlice {
			runtime.Gosched()
			yielded = time.Now()
		}
		l.turn()
		for len(l.calls) > 0 {
			call := <-l.calls
			call()
		}
	}
}

// turn does one short job for everyone who is ready.
func (l *loop) turn() {
	for _, socket := range l.poller.wait() { // blocks here until something can be done
		if socket == l.listener {
			l.accept() // one: the others want their turn
		} else if session := l.sessions[socket]; session != nil {
			session.ready(l)
		}
	}
}

// do makes the loop call f, soon, in its own goroutine. It may be called by any
// other.
func (l *loop) do(f func()) {
	l.calls <- f
	l.poller.wake()
}

// accept takes in the client that has waited longest. It returns false when
// there is none.
func (l *loop) accept() bool {
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
	if l.closed { // too late
		l.poller.remove(socket)
		return
	}
	if err := l.poller.add(socket); err != nil { // too many for the kernel
		log.Print(err)
		l.poller.remove(socket)
		return
	}
	l.log(addr, " connected\n")
	if socket >= len(l.sessions) { // at least double it
		l.sessions = append(l.sessions, make([]*Session, socket+1)...)
	}
	l.sessions[socket] = &Session{
		socket: socket,
		addr:   addr.Addr(),
		port:   addr.Port(),
	}
	l.count++
}

// remove ends a session.
func (l *loop) remove(s *Session) {
	l.sessions[s.socket] = nil
	l.count--
	l.poller.remove(s.socket)
	l.log(netip.AddrPortFrom(s.addr, s.port), " disconnected\n")
}

// log says what has become of a client. It is log.Printf without its garbage, 70
// bytes a client where all that a silent one costs is 86 bytes.
func (l *loop) log(addr netip.AddrPort, event string) {
	l.line = append(addr.AppendTo(l.line[:0]), event...)
	log.Writer().Write(l.line)
}

// stopAccepting looks for clients who have come in time. After the last look it
// accepts no more.
func (l *loop) stopAccepting() {
	if l.closed {
		return
	}
	for n := 0; n < longestQueue && l.accept(); n++ {
	}
	if l.looks++; l.looks < lastLooks {
		time.AfterFunc(lastCall, func() { l.do(l.stopAccepting) })
		return
	}
	l.endAccepting()
}

// endAccepting ends what only one loop does, and lets them all drain: whom it has
// handed over has arrived before the call of drain does. So no other loop ends
// before.
func (l *loop) endAccepting() {
	l.poller.remove(l.listener)
	l.listener = none
	for _, other := range l.loops {
		if other != l {
			other.do(other.drain)
		}
	}
	l.drain()
}

// drain lets every session answer what its client has sent so far, and end when
// the client pauses.
func (l *loop) drain() {
	l.draining = true
	l.endSilent()
}

// endSilent ends the sessions of which nothing has been heard for long enough, and
// comes again for the others.
func (l *loop) endSilent() {
	for s := range l.all {
		s.endIfSilent(l)
	}
	if l.count > 0 {
		time.AfterFunc(lastCall, func() { l.do(l.endSilent) })
	}
}

// closeAll ends every session, whatever it is doing, and those that come later.
func (l *loop) closeAll() {
	l.closed = true
	for s := range l.all {
		l.remove(s)
	}
	if l.listener != none {
		l.endAccepting()
	}
}

// all is an iterator over the sessions. A session may end under it.
func (l *loop) all(f func(*Session) bool) {
	for _, s := range l.sessions {
		if s != nil && !f(s) {
			return
		}
	}
}
