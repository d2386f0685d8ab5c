//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package main

import (
	"log"
	"net"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// A kqueuer is a poller over the kqueue of macOS and the BSDs; see kqueue(2).
// Each socket has two filters there, for reading and for writing, which are
// enabled and disabled.
type kqueuer struct {
	sockets
	bell
	kq     int
	events [128]unix.Kevent_t
	ready  []int
}

func newPoller() (poller, error) {
	kq, err := unix.Kqueue()
	if err != nil {
		return nil, os.NewSyscallError("kqueue", err)
	}
	unix.CloseOnExec(kq)
	bell, err := newBell()
	if err != nil {
		unix.Close(kq)
		return nil, err
	}
	p := &kqueuer{kq: kq, bell: bell}
	p.add(bell.fd)
	return p, nil
}

func (p *kqueuer) listen(listener net.Listener) (fd int, err error) {
	fd, err = p.sockets.listen(listener)
	if err == nil {
		p.add(fd)
	}
	return fd, err
}

func (p *kqueuer) accept(listener int) (int, netip.AddrPort, error) {
	for {
		fd, sa, err := unix.Accept(listener)
		switch err {
		case nil:
			unix.CloseOnExec(fd)
			unix.SetNonblock(fd, true)
			setOptions(fd)
			return fd, addrPort(sa), nil
		case unix.EINTR, unix.ECONNABORTED: // that client has gone already
		case unix.EAGAIN:
			return none, netip.AddrPort{}, errAgain
		default:
			return none, netip.AddrPort{}, os.NewSyscallError("accept", err)
		}
	}
}

func addrPort(sa unix.Sockaddr) netip.AddrPort {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *unix.SockaddrInet6:
		return addrPort6(sa.Addr, sa.ZoneId, uint16(sa.Port))
	}
	return netip.AddrPort{}
}

func (p *kqueuer) add(fd int) {
	p.control(fd, unix.EVFILT_READ, true)
}

func (p *kqueuer) want(fd int, what interest) {
	p.control(fd, unix.EVFILT_READ, what == reading)
	p.control(fd, unix.EVFILT_WRITE, what == writing)
}

func (p *kqueuer) control(fd, filter int, enable bool) {
	flags := unix.EV_ADD | unix.EV_ENABLE
	if !enable {
		flags = unix.EV_ADD | unix.EV_DISABLE
	}
	var change [1]unix.Kevent_t
	unix.SetKevent(&change[0], fd, filter, flags)
	_, err := unix.Kevent(p.kq, change[:], nil, nil)
	if err != nil && err != unix.EPIPE { // EPIPE: the client has gone, as the other filter will tell
		log.Fatalf("kevent: %v", err) // out of kernel memory
	}
}

func (p *kqueuer) wait() []int {
	n, err := unix.Kevent(p.kq, nil, p.events[:], nil)
	if err != nil && err != unix.EINTR {
		log.Fatalf("kevent: %v", err)
	}
	p.ready = p.ready[:0]
	for _, event := range p.events[:max(n, 0)] {
		if fd := int(event.Ident); fd != p.bell.fd {
			p.ready = append(p.ready, fd)
		} else {
			p.silence()
		}
	}
	return p.ready
}

func (p *kqueuer) close() {
	unix.Close(p.kq)
	p.bell.close()
}
