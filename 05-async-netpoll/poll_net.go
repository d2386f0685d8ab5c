package main

import (
	"bytes"
	"net"
	"net/netip"
	"slices"
	"sync"
)

// A netPoller is a poller over Go's net package, for systems with neither epoll
// nor kqueue. The calls of package net block, so other goroutines make them:
// each socket has one that reads ahead, and for each answer one that writes. The
// poller tells the loop what they have come back with. That costs about as much
// memory as the goroutines of stage 02, and gives the same loop.
type netPoller struct {
	changed *sync.Cond   // ready has got longer, or woken has been set
	ready   []*netSocket // to be named by the next wait
	named   []int        // by the last one
	woken   bool
}

// netSockets is to netPollers what the kernel is to others: it numbers the
// sockets, and knows them whoever has accepted them.
var netSockets struct {
	sync.Mutex // guards the sockets, and the netPollers
	byNumber   []*netSocket
}

// A netSocket is a listener or a connection, and what its goroutines bring.
type netSocket struct {
	number   int
	poller   *netPoller // tells about it
	listener net.Listener
	conn     net.Conn
	want     interest
	isReady  bool // it is in netPoller.ready

	buf   []byte
	in    []byte     // part of buf: has been read ahead
	next  []net.Conn // have been accepted ahead
	inErr error      // the end of in, or of next

	writing bool // an answer is on its way
	written bool // n and outErr are the result of it
	n       int
	outErr  error
}

func newNetPoller() (poller, error) {
	return &netPoller{changed: sync.NewCond(&netSockets)}, nil
}

func (p *netPoller) listen(listener net.Listener) (int, error) {
	netSockets.Lock()
	defer netSockets.Unlock()
	s := p.register(&netSocket{listener: listener, want: reading})
	go s.acceptAhead()
	return s.number, nil
}

func (p *netPoller) accept(listener int) (int, netip.AddrPort, error) {
	netSockets.Lock()
	defer netSockets.Unlock()
	s := netSockets.byNumber[listener]
	if len(s.next) == 0 {
		if s.inErr == nil {
			return none, netip.AddrPort{}, errAgain
		}
		err := s.inErr
		s.inErr = nil
		go s.acceptAhead()
		return none, netip.AddrPort{}, err
	}
	newcomer := p.register(&netSocket{conn: s.next[0], buf: make([]byte, 4096)})
	if len(s.next) == mostAhead {
		go s.acceptAhead()
	}
	s.next = s.next[1:]
	var addr netip.AddrPort
	if tcp, ok := newcomer.conn.RemoteAddr().(*net.TCPAddr); ok {
		addr = tcp.AddrPort()
		addr = netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
	}
	return newcomer.number, addr, nil
}

// register gives a socket the lowest number that is free.
func (p *netPoller) register(s *netSocket) *netSocket {
	s.poller = p
	s.number = slices.Index(netSockets.byNumber, nil)
	if s.number < 0 {
		s.number = len(netSockets.byNumber)
		netSockets.byNumber = append(netSockets.byNumber, nil)
	}
	netSockets.byNumber[s.number] = s
	return s
}

func (p *netPoller) add(socket int) error {
	netSockets.Lock()
	defer netSockets.Unlock()
	s := netSockets.byNumber[socket]
	s.poller, s.want = p, reading
	go s.readAhead()
	return nil
}

func (p *netPoller) want(socket int, what interest) {
	netSockets.Lock()
	defer netSockets.Unlock()
	s := netSockets.byNumber[socket]
	s.want = what
	s.check()
}

func (p *netPoller) read(socket int, buf []byte) (int, error) {
	netSockets.Lock()
	defer netSockets.Unlock()
	s := netSockets.byNumber[socket]
	n := copy(buf, s.in)
	s.in = s.in[n:]
	switch {
	case n > 0 && len(s.in) == 0 && s.inErr == nil:
		go s.readAhead()
	case n > 0:
	case s.inErr == nil:
		return 0, errAgain
	default:
		return 0, s.inErr
	}
	return n, nil
}

func (p *netPoller) write(socket int, buf []byte) (int, error) {
	netSockets.Lock()
	defer netSockets.Unlock()
	s := netSockets.byNumber[socket]
	if s.written {
		s.written = false
		return s.n, s.outErr
	}
	if !s.writing {
		s.writing = true
		go s.writeBehind(bytes.Clone(buf))
	}
	return 0, errAgain
}

func (p *netPoller) remove(socket int) {
	netSockets.Lock()
	defer netSockets.Unlock()
	s := netSockets.byNumber[socket]
	netSockets.byNumber[socket] = nil
	s.close() // which also ends its goroutines
}

func (s *netSocket) close() {
	if s.conn != nil {
		s.conn.Close()
		return
	}
	s.listener.Close()
	for _, conn := range s.next {
		conn.Close()
	}
}

func (p *netPoller) wait() []int {
	netSockets.Lock()
	defer netSockets.Unlock()
	for _, socket := range p.named { // readiness is level-triggered
		if s := netSockets.byNumber[socket]; s != nil {
			s.check()
		}
	}
	for len(p.ready) == 0 && !p.woken {
		p.changed.Wait()
	}
	p.woken = false
	p.named = p.named[:0]
	for _, s := range p.ready {
		s.isReady = false
		if netSockets.byNumber[s.number] == s { // it has not been removed meanwhile
			p.named = append(p.named, s.number)
		}
	}
	p.ready = p.ready[:0]
	return p.named
}

func (p *netPoller) wake() {
	netSockets.Lock()
	defer netSockets.Unlock()
	p.woken = true
	p.changed.Signal()
}

func (p *netPoller) close() {
	netSockets.Lock()
	defer netSockets.Unlock()
	for i, s := range netSockets.byNumber {
		if s != nil && s.poller == p {
			s.close()
			netSockets.byNumber[i] = nil
		}
	}
}

// check lets the poller's wait return if s is ready for what is wanted.
func (s *netSocket) check() {
	readable := len(s.in) > 0 || len(s.next) > 0 || s.inErr != nil
	wanted := s.want == reading && readable || s.want == writing && !s.writing
	if wanted && !s.isReady {
		s.isReady = true
		s.poller.ready = append(s.poller.ready, s)
		s.poller.changed.Signal()
	}
}

// mostAhead is how many clients may have been accepted before the loop asks for
// them. With one at a time, each would wait until a goroutine gets its turn.
const mostAhead = 128

// acceptAhead accepts clients while there is room for them.
func (s *netSocket) acceptAhead() {
	for more := true; more; {
		conn, err := s.listener.Accept() // blocks here until a client has connected
		more = s.accepted(conn, err)
	}
}

// accepted keeps a client for the loop, and reports whether there is room for more.
func (s *netSocket) accepted(conn net.Conn, err error) bool {
	netSockets.Lock()
	defer netSockets.Unlock()
	switch {
	case netSockets.byNumber[s.number] == s:
		if err == nil {
			s.next = append(s.next, conn)
		}
		s.inErr = err
		s.check()
		return err == nil && len(s.next) < mostAhead
	case err == nil: // the listener has been closed meanwhile
		conn.Close()
	}
	return false
}

// readAhead reads from one client, once.
func (s *netSocket) readAhead() {
	n, err := s.conn.Read(s.buf) // blocks here until the client speaks or leaves
	netSockets.Lock()
	defer netSockets.Unlock()
	s.in, s.inErr = s.buf[:n], err
	s.check()
}

// writeBehind writes one answer.
func (s *netSocket) writeBehind(answer []byte) {
	n, err := s.conn.Write(answer) // blocks here while the client does not read
	netSockets.Lock()
	defer netSockets.Unlock()
	s.n, s.outErr = n, err
	s.writing, s.written = false, true
	s.check()
}
