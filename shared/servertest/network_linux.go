package servertest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// rootNeeded is the environment variable that makes tests fail, and not skip,
// where they may not make networks.
const rootNeeded = "WORKBOOK_NEEDS_ROOT"

// needsNetworks skips a test where networks cannot be made: root may be forbidden
// it, too, in a container, say.
func needsNetworks(t *testing.T) {
	t.Helper()
	output, err := exec.Command("unshare", "--net", "ip", "link", "add", "wire", "type", "veth").CombinedOutput()
	if err == nil {
		return
	}
	const how = "networks are made by root, with the commands unshare and ip; " +
		"as root: apt install util-linux iproute2 && go test -run Conformance/Environment/Vanishes ./0*"
	require.Empty(t, os.Getenv(rootNeeded), "%s (%v: %s)", how, err, output)
	t.Skip(how)
}

// A network is one that nothing else on this machine can reach: a network
// namespace, see network_namespaces(7). It has a thread of its own. Sockets that
// this thread makes, and programs that it starts, are in the network.
type network struct {
	calls  chan func()
	thread int
}

// newNetwork makes a network that lasts until the test ends, or longer, if a
// program or a socket in it does.
func newNetwork(t *testing.T) *network {
	t.Helper()
	n := &network{calls: make(chan func())}
	t.Cleanup(func() { close(n.calls) })
	go func() {
		runtime.LockOSThread() // and never unlock: the thread is of no use to others, and ends with the goroutine
		for call := range n.calls {
			call()
		}
	}()
	n.do(t, func() error {
		n.thread = unix.Gettid()
		return os.NewSyscallError("unshare", unix.Unshare(unix.CLONE_NEWNET))
	})
	return n
}

// do calls f in the network's thread.
func (n *network) do(t *testing.T, f func() error) {
	t.Helper()
	result := make(chan error)
	n.calls <- func() { result <- f() }
	require.NoError(t, <-result)
}

// ip runs the command ip in the network; see ip(8).
func (n *network) ip(t *testing.T, args ...string) {
	t.Helper()
	n.do(t, func() error {
		output, err := exec.Command("ip", args...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("ip %v: %w: %s", args, err, output)
		}
		return nil
	})
}

// dial connects a client that is in the network.
func (n *network) dial(t *testing.T, addr string) *client {
	t.Helper()
	var conn net.Conn
	n.do(t, func() (err error) {
		conn, err = net.DialTimeout("tcp", addr, limit)
		return err
	})
	return newClient(t, conn)
}

// wired returns two networks with a wire between them. The server's host has the
// address 10.0.0.1 there.
func wired(t *testing.T) (server, client *network) {
	t.Helper()
	server, client = newNetwork(t), newNetwork(t)
	server.ip(t, "link", "add", "wire", "type", "veth",
		"peer", "name", "wire", "netns", fmt.Sprint(client.thread))
	server.ip(t, "link", "set", "lo", "up")
	for n, addr := range map[*network]string{server: "10.0.0.1/24", client: "10.0.0.2/24"} {
		n.ip(t, "addr", "add", addr, "dev", "wire")
		n.ip(t, "link", "set", "wire", "up")
	}
	return server, client
}
