package servertest

import (
	"bufio"
	"errors"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/shirou/gopsutil/v4/process"
	"github.com/stretchr/testify/require"
)

// testLogIsFull lets the log go where there is no room. Nobody can be told that
// its lines are lost; clients are served all the same.
func (p Program) testLogIsFull(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has /dev/full")
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	require.NoError(t, err)
	defer full.Close()
	cmd := p.command()
	cmd.Stderr = full
	startSilent(t, cmd)
	addr := listensOn(t, cmd.Process.Pid)
	for range 10 {
		visit(t, addr)
		c := dial(t, addr)
		c.ask("hello")
		c.reset()
	}
	visit(t, addr)
}

// startSilent starts a program that cannot say where it listens. The channel
// gets the result of cmd.Wait.
func startSilent(t *testing.T, cmd *exec.Cmd) (ended <-chan error) {
	t.Helper()
	require.NoError(t, cmd.Start())
	result := make(chan error, 1)
	waited := make(chan struct{})
	go func() {
		defer close(waited)
		result <- cmd.Wait()
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-waited
	})
	return result
}

// listensOn returns the address on which a process listens, as the kernel knows
// it.
func listensOn(t *testing.T, pid int) (addr string) {
	t.Helper()
	stats, err := process.NewProcess(int32(pid))
	require.NoError(t, err)
	eventually(t, "the program does not listen", func() bool {
		sockets, _ := stats.Connections()
		for _, s := range sockets {
			if s.Status == "LISTEN" {
				addr = net.JoinHostPort(s.Laddr.IP, strconv.Itoa(int(s.Laddr.Port)))
			}
		}
		return addr != ""
	})
	return addr
}

// testLogIsGone lets the log go to a pipe whose reader leaves, as head does in
//
//	go run ./02-goroutines 2>&1 | head -n 1
//
// Then Go ends a program that writes to its standard error, with SIGPIPE (go doc
// os/signal tells so). So the next line of the log ends the server: it does not
// live on in a way that nobody could see.
func (p Program) testLogIsGone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGPIPE")
	}
	log, logEnd, err := os.Pipe()
	require.NoError(t, err)
	defer log.Close()
	cmd := p.command()
	cmd.Stderr = logEnd
	ended := startSilent(t, cmd)
	logEnd.Close() // the program has its own
	require.NoError(t, log.SetReadDeadline(time.Now().Add(limit)))
	line, err := bufio.NewReader(log).ReadString('\n')
	require.NoError(t, err)
	require.NoError(t, log.Close())

	addr := strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
	// One line may not be enough: a program that another test is starting shares
	// the files of this process for a moment, and so the end that reads.
	eventually(t, "the server lives on, and nobody can see how", func() bool {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close() // worth two lines
		}
		return len(ended) > 0
	})
	var exit *exec.ExitError
	require.True(t, errors.As(<-ended, &exit))
	require.Equal(t, syscall.SIGPIPE, exit.Sys().(syscall.WaitStatus).Signal())
}
