package main

import (
	"encoding/binary"
	"net"
	"net/netip"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// An epoller is a poller over Linux's epoll; see epoll(7).
type epoller struct {
	sockets
	wakePipe
	epfd   int
	events [128]unix.EpollEvent
	ready  []int

	peer    [unix.SizeofSockaddrInet6]byte // from accept4: the larger of two forms
	peerLen uint32
}

func newPoller() (poller, error) {
	epfd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	pipe, err := newWakePipe()
	if err != nil {
		unix.Close(epfd)
		return nil, err
	}
	return wokenBy(pipe, &epoller{epfd: epfd, wakePipe: pipe})
}

func (p *epoller) listen(listener net.Listener) (int, error) {
	return p.sockets.listen(listener, p.add)
}

// accept is unix.Accept4 without its garbage, 144 bytes a client where all that
// a silent one costs is 86 bytes.
func (p *epoller) accept(listener int) (int, netip.AddrPort, error) {
	for {
		p.peerLen = uint32(len(p.peer))
		fd, _, err := unix.Syscall6(unix.SYS_ACCEPT4, uintptr(listener),
			uintptr(unsafe.Pointer(&p.peer)), uintptr(unsafe.Pointer(&p.peerLen)),
			unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0, 0)
		switch err {
		case 0:
			setOptions(int(fd))
			return int(fd), p.peerAddr(), nil
		case unix.EINTR, unix.ECONNABORTED: // that client has gone already
		case unix.EAGAIN:
			return none, netip.AddrPort{}, errAgain
		default:
			return none, netip.AddrPort{}, os.NewSyscallError("accept4", err)
		}
	}
}

// peerAddr reads the address that accept4 has left: see ip(7) and ipv6(7).
func (p *epoller) peerAddr() netip.AddrPort {
	port := binary.BigEndian.Uint16(p.peer[2:])
	if binary.NativeEndian.Uint16(p.peer[:]) == unix.AF_INET {
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte(p.peer[4:])), port)
	}
	return addrPort6([16]byte(p.peer[8:]), binary.NativeEndian.Uint32(p.peer[24:]), port)
}

func (p *epoller) add(fd int) error {
	return p.control(unix.EPOLL_CTL_ADD, fd, reading)
}

func (p *epoller) want(fd int, what interest) {
	if err := p.control(unix.EPOLL_CTL_MOD, fd, what); err != nil {
		panic(err) // a mistake in this program
	}
}

func (p *epoller) control(op, fd int, what interest) error {
	event := unix.EpollEvent{Fd: int32(fd)}
	switch what {
	case reading:
		event.Events = unix.EPOLLIN
	case writing:
		event.Events = unix.EPOLLOUT
	}
	return os.NewSyscallError("epoll_ctl", unix.EpollCtl(p.epfd, op, fd, &event))
}

func (p *epoller) wait() []int {
	n, err := unix.EpollWait(p.epfd, p.events[:], -1) // blocks here until a client connects, speaks or leaves
	if err != nil && err != unix.EINTR {
		panic(os.NewSyscallError("epoll_wait", err)) // a mistake in this program
	}
	p.ready = p.ready[:0]
	for _, event := range p.events[:max(n, 0)] {
		if fd := int(event.Fd); fd != p.wakePipe.fd {
			p.ready = append(p.ready, fd)
		} else {
			p.empty()
		}
	}
	return p.ready
}

func (p *epoller) close() {
	unix.Close(p.epfd)
	p.wakePipe.close()
}
