//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package main

import (
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// sockets holds the calls that epoll and kqueue have in common. A socket is a
// file descriptor in non-blocking mode.
type sockets struct{}

// listen goes on with a descriptor of its own, which no longer belongs to the
// poller of Go's net package. add makes it known to the poller that asks.
func (sockets) listen(listener net.Listener, add func(fd int) error) (fd int, err error) {
	conn, err := listener.(syscall.Conn).SyscallConn()
	if err != nil {
		return none, err
	}
	cerr := conn.Control(func(original uintptr) {
		fd, err = unix.FcntlInt(original, unix.F_DUPFD_CLOEXEC, 0)
	})
	if cerr != nil {
		return none, cerr
	}
	if err != nil {
		return none, os.NewSyscallError("fcntl", err)
	}
	if err = add(fd); err == nil {
		err = listener.Close() // the original
	}
	if err != nil {
		unix.Close(fd)
		return none, err
	}
	return fd, nil
}

func (sockets) read(fd int, buf []byte) (int, error) {
	n, err := unix.Read(fd, buf)
	if err != nil {
		return 0, again(err)
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (sockets) write(fd int, buf []byte) (int, error) {
	n, err := unix.Write(fd, buf)
	if err != nil {
		return 0, again(err)
	}
	return n, nil
}

// again returns errAgain for what is no error. A call on a socket in
// non-blocking mode is never interrupted by a signal, so EINTR is not among it.
func again(err error) error {
	if err == unix.EAGAIN {
		return errAgain
	}
	return err
}

func (sockets) remove(fd int) {
	unix.Close(fd) // which also ends what epoll or kqueue knew of it
}

// setOptions sets what Go's net package sets on a connection that it accepts:
// no delay for small segments; a probe after 15 s of silence, and another
// every 15 s; the connection counts as broken when 9 have gone unanswered. See
// net.KeepAliveConfig. Errors are ignored, as they are there: at worst the
// client has gone already.
func setOptions(fd int) {
	unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
	unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1)
	setKeepAlive(fd, 15, 15, 9)
}

// addrPort6 makes an address of the parts of an IPv6 socket's.
func addrPort6(addr [16]byte, zone uint32, port uint16) netip.AddrPort {
	a := netip.AddrFrom16(addr).Unmap() // an IPv4 client of an IPv6 socket
	if zone != 0 {
		a = a.WithZone(strconv.Itoa(int(zone)))
	}
	return netip.AddrPortFrom(a, port)
}

// A wakePipe wakes a poller, which waits for fd to be readable.
type wakePipe struct {
	in, out *os.File
	fd      int // of in
}

func newWakePipe() (wakePipe, error) {
	in, out, err := os.Pipe()
	if err != nil {
		return wakePipe{}, err
	}
	return wakePipe{in, out, int(in.Fd())}, nil
}

// wokenBy lets pipe wake a new poller. It closes one that nobody could wake.
func wokenBy(pipe wakePipe, p poller) (poller, error) {
	if err := p.add(pipe.fd); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (w wakePipe) wake() {
	w.out.Write([]byte{0}) // fails if the poller has been closed, and rightly so
}

// empty makes fd not readable again.
func (w wakePipe) empty() {
	var buf [64]byte
	unix.Read(w.fd, buf[:])
}

func (w wakePipe) close() {
	w.in.Close()
	w.out.Close()
}
