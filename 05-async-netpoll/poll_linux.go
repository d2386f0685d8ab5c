package main

import (
	"log"
	"net"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// An epoller is a poller over Linux's epoll; see epoll(7).
type epoller struct {
	sockets
	bell
	epfd   int
	events [128]unix.EpollEvent
	ready  []int
}

func newPoller() (poller, error) {
	epfd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	bell, err := newBell()
	if err != nil {
		unix.Close(epfd)
		return nil, err
	}
	p := &epoller{epfd: epfd, bell: bell}
	p.add(bell.fd)
	return p, nil
}

func (p *epoller) listen(listener net.Listener) (fd int, err error) {
	fd, err = p.sockets.listen(listener)
	if err == nil {
		p.add(fd)
	}
	return fd, err
}

func (p *epoller) accept(listener int) (int, netip.AddrPort, error) {
	for {
		fd, sa, err := unix.Accept4(listener, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		switch err {
		case nil:
			setOptions(fd)
			return fd, addrPort(sa), nil
		case unix.EINTR, unix.ECONNABORTED: // that client has gone already
		case unix.EAGAIN:
			return none, netip.AddrPort{}, errAgain
		default:
			return none, netip.AddrPort{}, os.NewSyscallError("accept4", err)
		}
	}
}

func (p *epoller) add(fd int) {
	p.control(unix.EPOLL_CTL_ADD, fd, reading)
}

func (p *epoller) want(fd int, what interest) {
	p.control(unix.EPOLL_CTL_MOD, fd, what)
}

func (p *epoller) control(op, fd int, what interest) {
	event := unix.EpollEvent{Fd: int32(fd)}
	switch what {
	case reading:
		event.Events = unix.EPOLLIN
	case writing:
		event.Events = unix.EPOLLOUT
	case remaining: // with nothing pending there is always room to write
		event.Events = unix.EPOLLIN | unix.EPOLLOUT
	}
	if err := unix.EpollCtl(p.epfd, op, fd, &event); err != nil {
		log.Fatalf("epoll_ctl: %v", err) // out of kernel memory
	}
}

func (p *epoller) wait() []int {
	n, err := unix.EpollWait(p.epfd, p.events[:], -1)
	if err != nil && err != unix.EINTR {
		log.Fatalf("epoll_wait: %v", err)
	}
	p.ready = p.ready[:0]
	for _, event := range p.events[:max(n, 0)] {
		if fd := int(event.Fd); fd != p.bell.fd {
			p.ready = append(p.ready, fd)
		} else {
			p.silence()
		}
	}
	return p.ready
}

func (p *epoller) close() {
	unix.Close(p.epfd)
	p.bell.close()
}
