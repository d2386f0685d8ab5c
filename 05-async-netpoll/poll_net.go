package main

import (
	"net"
	"net/netip"
	"sync"
)

// A netPoller is a poller over Go's net package, for systems with neither epoll
// nor kqueue. The calls of package net block, so other goroutines make them:
// each socket has one that reads ahead, and for each answer one that writes. The
// poller tells the loop what they have come back with. That costs about as much
// memory as the goroutines of stage 02, and gives the same loop.
type netPoller struct {
	mu      sync.Mutex // guards what follows
	changed *sync.Cond // ready has got longer, or woken has been set
	sockets map[int]*netSocket
	free    []int        // numbers of sockets that have been removed
	ready   []*netSocket // to be named by the next wait
	named   []int        // by the last one
	woken   bool
}

// A netSocket is a listener or a connection, and what its goroutines bring.
type netSocket struct {
	number   int
	listener net.Listener
	conn     net.Conn
	want     interest
	isReady  bool // it is in netPoller.ready

	buf   []byte
	in    []byte   // part of buf: has been read ahead
	next  net.Conn // has been accepted ahead
	inErr error    // the end of in

	writing bool // an answer is on its way
	written bool // n and outErr are the result of it
	n       int
	outErr  error
}

func newNetPoller() (poller, error) {
	p := &netPoller{sockets: make(map[int]*netSocket)}
	p.changed = sync.NewCond(&p.mu)
	return p, nil
}

func (p *netPoller) listen(listener net.Listener) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.register(&netSocket{listener: listener, want: reading})
	go p.acceptAhead(s)
	return s.number, nil
}

func (p *netPoller) accept(listener int) (int, netip.AddrPort, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sockets[listener]
	if err := s.inErr; err != nil {
		s.inErr = nil
		go p.acceptAhead(s)
		return none, netip.AddrPort{}, err
	}
	if s.next == nil {
		return none, netip.AddrPort{}, errAgain
	}
	newcomer := p.register(&netSocket{conn: s.next, buf: make([]byte, 4096)})
	s.next = nil
	go p.acceptAhead(s)
	var addr netip.AddrPort
	if tcp, ok := newcomer.conn.RemoteAddr().(*net.TCPAddr); ok {
		addr = tcp.AddrPort()
		addr = netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
	}
	return newcomer.number, addr, nil
}

func (p *netPoller) register(s *netSocket) *netSocket {
	s.number = len(p.sockets)
	if n := len(p.free); n > 0 {
		s.number, p.free = p.free[n-1], p.free[:n-1]
	}
	p.sockets[s.number] = s
	return s
}

func (p *netPoller) add(socket int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sockets[socket]
	s.want = reading
	go p.readAhead(s)
}

func (p *netPoller) want(socket int, what interest) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sockets[socket]
	s.want = what
	p.check(s)
}

func (p *netPoller) read(socket int, buf []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sockets[socket]
	n := copy(buf, s.in)
	s.in = s.in[n:]
	switch {
	case n > 0 && len(s.in) == 0 && s.inErr == nil:
		go p.readAhead(s)
	case n > 0:
	case s.inErr == nil:
		return 0, errAgain
	default:
		return 0, s.inErr
	}
	return n, nil
}

func (p *netPoller) write(socket int, buf []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sockets[socket]
	if s.written {
		s.written = false
		return s.n, s.outErr
	}
	if !s.writing {
		s.writing = true
		go p.writeBehind(s, append([]byte(nil), buf...))
	}
	return 0, errAgain
}

func (p *netPoller) remove(socket int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sockets[socket]
	delete(p.sockets, socket)
	p.free = append(p.free, socket)
	s.close() // which also ends its goroutines
}

func (s *netSocket) close() {
	if s.conn != nil {
		s.conn.Close()
		return
	}
	s.listener.Close()
	if s.next != nil {
		s.next.Close()
	}
}

func (p *netPoller) wait() []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, socket := range p.named { // readiness is level-triggered
		if s := p.sockets[socket]; s != nil {
			p.check(s)
		}
	}
	for len(p.ready) == 0 && !p.woken {
		p.changed.Wait()
	}
	p.woken = false
	p.named = p.named[:0]
	for _, s := range p.ready {
		s.isReady = false
		p.named = append(p.named, s.number)
	}
	p.ready = p.ready[:0]
	return p.named
}

func (p *netPoller) wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.woken = true
	p.changed.Signal()
}

func (p *netPoller) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.sockets {
		s.close()
	}
	clear(p.sockets)
}

// check lets wait return if s is ready for what is wanted.
func (p *netPoller) check(s *netSocket) {
	readable := len(s.in) > 0 || s.next != nil || s.inErr != nil
	wanted := s.want == reading && readable || s.want == writing && !s.writing
	if wanted && !s.isReady {
		s.isReady = true
		p.ready = append(p.ready, s)
		p.changed.Signal()
	}
}

// acceptAhead accepts one client.
func (p *netPoller) acceptAhead(s *netSocket) {
	conn, err := s.listener.Accept() // blocks here until a client has connected
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sockets[s.number] != s { // it has been closed
		if conn != nil {
			conn.Close()
		}
		return
	}
	s.next, s.inErr = conn, err
	p.check(s)
}

// readAhead reads from one client, once.
func (p *netPoller) readAhead(s *netSocket) {
	n, err := s.conn.Read(s.buf) // blocks here until the client speaks or leaves
	p.mu.Lock()
	defer p.mu.Unlock()
	s.in, s.inErr = s.buf[:n], err
	p.check(s)
}

// writeBehind writes one answer.
func (p *netPoller) writeBehind(s *netSocket, answer []byte) {
	n, err := s.conn.Write(answer) // blocks here while the client does not read
	p.mu.Lock()
	defer p.mu.Unlock()
	s.n, s.outErr = n, err
	s.writing, s.written = false, true
	p.check(s)
}
