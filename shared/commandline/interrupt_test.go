package commandline

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/lifeline"
)

// TestMain makes this test binary a command that can be interrupted when it is
// told to be.
func TestMain(m *testing.M) {
	if os.Getenv("COMMANDLINE_TEST_IS_COMMAND") != "" {
		untilInterrupted()
		return
	}
	os.Exit(m.Run())
}

// untilInterrupted begins to write to both outputs when its input says so, and ends
// with its context. Its status tells which cause that had.
func untilInterrupted() {
	time.AfterFunc(time.Minute, func() { os.Exit(9) }) // for what never ends
	ctx, stop := Interruptible()
	fmt.Println("ready")
	go func() {
		bufio.NewReader(os.Stdin).ReadString('\n')
		for ctx.Err() == nil {
			fmt.Println("out")
			fmt.Fprintln(os.Stderr, "err")
		}
	}()
	<-ctx.Done()
	stop()
	for range 100 { // as a program does that has something to tell at its end
		fmt.Println("out")
		fmt.Fprintln(os.Stderr, "err")
	}
	switch context.Cause(ctx) {
	case errInterrupted:
		os.Exit(3)
	case errNobodyReads:
		os.Exit(4)
	}
}

// interruptible is untilInterrupted in a process of its own.
type interruptible struct {
	*exec.Cmd
	stdin          io.Writer
	stdout, stderr io.ReadCloser
}

// startInterruptible returns when the process is ready for its end.
func startInterruptible(t *testing.T, cmd *exec.Cmd) *interruptible {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot send a signal to one process")
	}
	c := &interruptible{Cmd: cmd}
	c.Env = append(os.Environ(), "COMMANDLINE_TEST_IS_COMMAND=1")
	var err error
	c.stdin, err = c.StdinPipe()
	require.NoError(t, err)
	c.stdout, err = c.StdoutPipe()
	require.NoError(t, err)
	c.stderr, err = c.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() { c.Process.Kill() })
	_, err = io.ReadFull(c.stdout, make([]byte, len("ready\n")))
	require.NoError(t, err)
	return c
}

// status reads what is left of the outputs and waits for the process.
func (c *interruptible) status() int {
	go io.Copy(io.Discard, c.stdout)
	io.Copy(io.Discard, c.stderr)
	c.Wait()
	return c.ProcessState.ExitCode()
}

func TestInterruptibleEndsWithASignal(t *testing.T) {
	t.Parallel()
	lifeline.HangUpCounts(t)
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		c := startInterruptible(t, exec.CommandContext(t.Context(), os.Args[0]))
		require.NoError(t, c.Process.Signal(signal))
		require.Equal(t, 3, c.status(), signal)
	}
}

func TestInterruptibleEndsWhenNobodyReads(t *testing.T) {
	t.Parallel()
	c := startInterruptible(t, exec.CommandContext(t.Context(), os.Args[0]))
	c.requireEndWhenNobodyReads(t, c.stdout, c.stderr)
	c = startInterruptible(t, exec.CommandContext(t.Context(), os.Args[0]))
	c.requireEndWhenNobodyReads(t, c.stderr, c.stdout)
}

// requireEndWhenNobodyReads closes one of the outputs, and lets the process write.
func (c *interruptible) requireEndWhenNobodyReads(t *testing.T, broken, read io.ReadCloser) {
	t.Helper()
	require.NoError(t, broken.Close())
	_, err := io.WriteString(c.stdin, "write\n")
	require.NoError(t, err)
	io.Copy(io.Discard, read)
	c.Wait()
	require.Equal(t, 4, c.ProcessState.ExitCode(), c.ProcessState)
}

func TestNohupIsRespected(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh to start a command as nohup does")
	}
	c := startInterruptible(t, exec.CommandContext(t.Context(), "sh", "-c", `trap "" HUP; exec "$0"`, os.Args[0]))
	require.NoError(t, c.Process.Signal(syscall.SIGHUP))
	c.requireEndWhenNobodyReads(t, c.stdout, c.stderr)
}

// A server that has gone sends the same signal, and nothing ends.
func TestABrokenConnectionInterruptsNothing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGPIPE")
	}
	ctx, stop := Interruptible()
	defer stop()
	pipes := make(chan os.Signal, 1)
	signal.Notify(pipes, syscall.SIGPIPE)
	defer signal.Stop(pipes)
	ours, theirs := tcpPair(t)
	require.NoError(t, theirs.Close())
	for got := 0; got < 100; {
		_, err := io.WriteString(ours, strings.Repeat("x", 1000))
		if !errors.Is(err, syscall.EPIPE) { // the other side has not said so yet
			continue
		}
		select {
		case <-pipes:
			got++
		case <-time.After(time.Minute):
			t.Skip("this system sends no SIGPIPE for a connection")
		}
		require.NoError(t, ctx.Err())
	}
}

// tcpPair returns the two ends of a connection.
func tcpPair(t *testing.T) (ours, theirs net.Conn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	ours, err = net.Dial("tcp", listener.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { ours.Close() })
	theirs, err = listener.Accept()
	require.NoError(t, err)
	return ours, theirs
}
