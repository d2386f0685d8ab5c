//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package main

import (
	"net"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// A kqueuer is a poller over the kqueue of macOS and the BSDs; see kqueue(2).
// A socket has a filter there for reading, or one for writing.
// What this relies on, and where systems differ, is in docs/kqueue.md.
type kqueuer struct {
	sockets
	wakePipe
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
	pipe, err := newWakePipe()
	if err != nil {
		unix.Close(kq)
		return nil, err
	}
	return wokenBy(pipe, &kqueuer{kq: kq, wakePipe: pipe})
}

func (p *kqueuer) listen(listener net.Listener) (int, error) {
	return p.sockets.listen(listener, p.add)
}

func (p *kqueuer) accept(listener int) (int, netip.AddrPort, error) {
	for {
		fd, sa, err := unix.Accept(listener)
		switch err {
		case nil:
			unix.CloseOnExec(fd)
			if err := unix.SetNonblock(fd, true); err != nil {
				unix.Close(fd)
				return none, netip.AddrPort{}, os.NewSyscallError("fcntl", err)
			}
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

func (p *kqueuer) add(fd int) error {
	return os.NewSyscallError("kevent", p.change(fd, unix.EVFILT_READ, unix.EV_ADD))
}

func (p *kqueuer) want(fd int, what interest) {
	p.filter(fd, unix.EVFILT_READ, what == reading)
	p.filter(fd, unix.EVFILT_WRITE, what == writing)
}

// filter adds a filter or takes it away.
func (p *kqueuer) filter(fd, filter int, wanted bool) {
	flags := unix.EV_ADD
	if !wanted {
		flags = unix.EV_DELETE
	}
	switch err := p.change(fd, filter, flags); {
	case err == nil:
	case err == unix.ENOENT: // it was not there
	case err == unix.EPIPE && filter == unix.EVFILT_WRITE: // the client has gone
		p.filter(fd, unix.EVFILT_READ, true) // which this filter tells at once
	default:
		panic(os.NewSyscallError("kevent", err)) // a mistake in this program
	}
}

func (p *kqueuer) change(fd, filter, flags int) error {
	var change [1]unix.Kevent_t
	unix.SetKevent(&change[0], fd, filter, flags)
	for {
		if _, err := unix.Kevent(p.kq, change[:], nil, nil); err != unix.EINTR {
			return err
		}
	}
}

func (p *kqueuer) wait() []int {
	n, err := unix.Kevent(p.kq, nil, p.events[:], nil) // blocks here until a client connects, speaks or leaves
	switch err {
	case nil, unix.EINTR:
	case unix.ETIMEDOUT: // macOS may say so: https://go.dev/issue/59679
	default:
		panic(os.NewSyscallError("kevent", err)) // a mistake in this program
	}
	p.ready = p.ready[:0]
	for _, event := range p.events[:max(n, 0)] {
		if fd := int(event.Ident); fd != p.wakePipe.fd {
			p.ready = append(p.ready, fd)
		} else {
			p.empty()
		}
	}
	return p.ready
}

func (p *kqueuer) close() {
	unix.Close(p.kq)
	p.wakePipe.close()
}
