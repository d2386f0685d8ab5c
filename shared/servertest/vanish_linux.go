package servertest

import (
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/shirou/gopsutil/v4/process"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
	"workbook/shared/stage"
)

// testVanishes lets a client vanish as one does whose cable is cut: nothing comes
// of it any more, neither an end nor a reset. A server cannot know. Its kernel
// finds out, when what it sends is not acknowledged.
func (p Program) testVanishes(t *testing.T) {
	needsNetworks(t)
	inParallel(t, map[string]func(*testing.T){
		"OwedAnAnswer": func(t *testing.T) { p.tryVanishing(t, (*running).vanishesInMidSentence) },
		"NeverReads":   func(t *testing.T) { p.tryVanishing(t, (*running).vanishesWithoutReading) },
		"Silent":       func(t *testing.T) { p.tryVanishing(t, (*running).vanishesSilently) },
	})
}

// tryVanishing lets a client vanish in one of several ways.
func (p Program) tryVanishing(t *testing.T, vanish func(r *running, c *client, cut func())) {
	t.Helper()
	here, there := wired(t)
	r := p.startIn(t, here)
	before := r.files()
	gone := there.dial(t, r.Addr)
	gone.ask("hello")
	vanish(r, gone, func() { there.ip(t, "link", "set", "wire", "down") })

	polite := here.dial(t, r.Addr)
	if p.AtOnce != 1 {
		polite.ask("has anything happened?")
	}
	eventually(t, "the server never finds out", func() bool {
		return r.seen(gone.LocalAddr().String() + " disconnected")
	})
	polite.ask("and now?")
	polite.leave()
	eventually(t, "files are left open", func() bool { return r.files() <= before })
}

// vanishesInMidSentence lets the client say something and vanish before the
// server has seen it.
func (r *running) vanishesInMidSentence(c *client, cut func()) {
	r.t.Helper()
	require.NoError(r.t, r.Signal(unix.SIGSTOP))
	eventually(r.t, "the program does not halt", func() bool {
		status, err := r.stats.Status()
		return err == nil && slices.Contains(status, process.Stop)
	})
	const text = "hello\n"
	c.send(text)
	r.withSocket(c, func(fd int) {
		eventually(r.t, "the server's kernel has not got it", func() bool {
			n, err := unix.IoctlGetInt(fd, unix.SIOCINQ)
			return err == nil && n == len(text)
		})
	})
	cut()
	require.NoError(r.t, r.Signal(unix.SIGCONT))
}

// vanishesWithoutReading leaves the server with answers for which there is no
// room.
func (r *running) vanishesWithoutReading(c *client, cut func()) {
	r.t.Helper()
	sendUntilFull(r.t, c)
	cut()
}

// vanishesSilently makes seconds of the two and a half minutes that it takes to
// find out that a silent client has vanished.
func (r *running) vanishesSilently(c *client, cut func()) {
	r.t.Helper()
	cut()
	r.withSocket(c, func(fd int) {
		for _, option := range []int{unix.TCP_KEEPIDLE, unix.TCP_KEEPINTVL, unix.TCP_KEEPCNT} {
			require.NoError(r.t, unix.SetsockoptInt(fd, unix.IPPROTO_TCP, option, 1))
		}
	})
}

// startIn starts the program in a network, where it may listen on any address.
// The kernel there gives up after one retransmission of what is not
// acknowledged, and not after 15, which take a quarter of an hour: tcp(7).
func (p Program) startIn(t *testing.T, n *network) *running {
	t.Helper()
	var server *stage.Process
	n.do(t, func() error {
		if err := os.WriteFile("/proc/sys/net/ipv4/tcp_retries2", []byte("1"), 0); err != nil {
			return err
		}
		var err error
		server, err = stage.Start(exec.Command(p.path, append([]string{"-addr", "10.0.0.1:0"}, p.Args...)...), nil)
		return err
	})
	return attend(t, server)
}

// seen reports whether the program has logged that line.
func (r *running) seen(line string) bool {
	for _, l := range r.Lines() {
		if l.Text == line {
			return true
		}
	}
	return false
}

// files returns how many files the program has open.
func (r *running) files() int {
	r.t.Helper()
	n, err := r.stats.NumFDs()
	require.NoError(r.t, err)
	return int(n)
}

// keepAlive is what every stage has of Go's net package: a client that has said
// nothing for 15 s is asked whether it is there, and has gone when it has not
// answered 9 times, 15 s apart. See [net.KeepAliveConfig].
var keepAlive = []struct{ level, option, value int }{
	{unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1},
	{unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 15},
	{unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 15},
	{unix.IPPROTO_TCP, unix.TCP_KEEPCNT, 9},
}

func (p Program) testKeepAlive(t *testing.T) {
	r := p.start(t)
	c := dial(t, r.Addr)
	c.ask("hello")
	r.withSocket(c, func(fd int) {
		for _, want := range keepAlive {
			got, err := unix.GetsockoptInt(fd, want.level, want.option)
			require.NoError(t, err)
			require.Equal(t, want.value, got, "option %d", want.option)
		}
	})
}

// withSocket calls f with the program's socket for a client. It is the socket
// itself, and no copy: pidfd_getfd(2).
func (r *running) withSocket(c *client, f func(fd int)) {
	r.t.Helper()
	pidfd, err := unix.PidfdOpen(r.PID(), 0)
	require.NoError(r.t, err)
	defer unix.Close(pidfd)
	want := c.LocalAddr().String()
	paths, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", r.PID()))
	require.NoError(r.t, err)
	for _, path := range paths {
		number, err := strconv.Atoi(filepath.Base(path))
		require.NoError(r.t, err)
		fd, err := unix.PidfdGetfd(pidfd, number, 0)
		if err == unix.EBADF {
			continue // just closed
		}
		if err == unix.EPERM || err == unix.ENOSYS {
			r.t.Skipf("no look at another program's sockets here: pidfd_getfd: %v", err)
		}
		require.NoError(r.t, err)
		defer unix.Close(fd)
		if peer(fd) == want {
			f(fd)
			return
		}
	}
	require.Fail(r.t, "the program has no socket for "+want)
}

// peer returns the address of the client at the other end of a socket, or "".
func peer(fd int) string {
	sa, _ := unix.Getpeername(fd)
	if sa, ok := sa.(*unix.SockaddrInet4); ok {
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port)).String()
	}
	return ""
}
