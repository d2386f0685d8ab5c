//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// A pipe that woke for ever would let a loop spin.
func TestWakePipeWakesUntilItIsEmpty(t *testing.T) {
	pipe, err := newWakePipe()
	require.NoError(t, err)
	defer pipe.close()
	wakes := func() bool {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(pipe.fd), Events: unix.POLLIN}}, 0)
		require.NoError(t, err)
		return n == 1
	}
	require.False(t, wakes())
	pipe.wake()
	pipe.wake()
	require.True(t, wakes())
	pipe.empty()
	require.False(t, wakes())
}

func TestWakePipeLeavesNoFilesOpen(t *testing.T) {
	pipe, err := newWakePipe()
	require.NoError(t, err)
	pipe.close()
	for _, end := range []*os.File{pipe.in, pipe.out} {
		require.ErrorIs(t, end.Close(), os.ErrClosed)
	}
}

// Its files would be left to nobody.
func TestPollerThatCannotBeWokenIsClosed(t *testing.T) {
	full := errors.New("no space left on device")
	for _, addErr := range []error{nil, full} {
		fake := &fakePoller{addErr: addErr}
		p, err := wokenBy(wakePipe{}, fake)
		require.ErrorIs(t, err, addErr)
		require.Equal(t, addErr != nil, p == nil)
		require.Equal(t, addErr != nil, fake.closed)
	}
}

func TestListenThatFailsLeavesNoSocketOpen(t *testing.T) {
	full := errors.New("no space left on device")
	for name, errs := range map[string]struct{ add, close error }{
		"add":   {add: full},
		"close": {close: full},
	} {
		t.Run(name, func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			defer listener.Close()
			failing := failsToClose{listener.(*net.TCPListener), errs.close}
			added := none
			fd, err := sockets{}.listen(failing, func(fd int) error {
				added = fd
				return errs.add
			})
			require.ErrorIs(t, err, full)
			require.Equal(t, none, fd)
			_, err = unix.FcntlInt(uintptr(added), unix.F_GETFD, 0)
			require.ErrorIs(t, err, unix.EBADF)
		})
	}
}

func TestListenNeedsAListenerThatIsOpen(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	_, err = sockets{}.listen(listener, func(fd int) error {
		return fmt.Errorf("there is no copy, and %d is something else", fd)
	})
	require.ErrorIs(t, err, net.ErrClosed)
}

// A failsToClose is a listener that says of Close what it is told to say.
type failsToClose struct {
	*net.TCPListener
	err error
}

func (l failsToClose) Close() error { return l.err }

// Who goes on after a mistake of this kind spins, or forgets a client.
func TestPollerPanicsOverAMistake(t *testing.T) {
	for name, mistake := range map[string]func(poller){
		"wants what is not there": func(p poller) { p.want(none, reading) },
		"waits after its end": func(p poller) {
			p.close()
			p.wait()
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := newPoller()
			require.NoError(t, err)
			defer p.close()
			defer func() {
				err, ok := recover().(error)
				require.True(t, ok, "no panic, or not with an error")
				require.ErrorIs(t, err, unix.EBADF)
			}()
			mistake(p)
		})
	}
}

// An address is logged as package net would write it.
func TestAddressesAreWrittenAsUsual(t *testing.T) {
	for text, zone := range map[string]uint32{
		"127.0.0.1:8000":     0, // as ::ffff:127.0.0.1, it is that of an IPv4 client
		"[::1]:8000":         0,
		"[fe80::1%2]:8000":   2,
		"[2001:db8::1]:8000": 0,
	} {
		want := netip.MustParseAddrPort(text)
		require.Equal(t, want, addrPort6(want.Addr().As16(), zone, want.Port()), text)
	}
}
