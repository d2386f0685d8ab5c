package main

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// TestMain makes this test binary the command when it is told to be.
func TestMain(m *testing.M) {
	if os.Getenv("IDLE_TEST_IS_COMMAND") != "" {
		main()
		return
	}
	goleak.VerifyTestMain(m)
}

func TestSaysWhatClientsCost(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, "05", 20))
	require.Contains(t, out.String(), "05-async-netpoll: 20 clients, answered once")
	require.Contains(t, out.String(), "memory of the server")
	if runtime.GOOS == "linux" {
		require.Contains(t, out.String(), "memory of the kernel")
	}
}

func TestReport(t *testing.T) {
	before := memory{server: 5 << 20, slab: 100 << 20, sockets: 5, linux: true}
	after := memory{server: 6 << 20, slab: 108 << 20, sockets: 2053, linux: true}
	var out strings.Builder
	require.NoError(t, report(&out, before, after, 1024))
	var rows [][]string
	for line := range strings.Lines(out.String()) {
		rows = append(rows, strings.Fields(line))
	}
	require.Equal(t, [][]string{
		strings.Fields("before after each client"),
		strings.Fields("memory of the server 5120 KiB 6144 KiB 1024 bytes"),
		strings.Fields("memory of the kernel (Slab) 102400 KiB 110592 KiB 8192 bytes"),
		strings.Fields("TCP sockets 5 2053 2"),
	}, rows)
}

// With four workers, four clients are answered and the others are not.
func TestSaysWhoGetsNoAnswer(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := run(t.Context(), &out, "04", 6)
	require.EqualError(t, err, "04-pool: client 5 gets no answer: the server has not turned to it for 5s")
	require.Empty(t, out.String())
}

func TestNobodyListens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := listener.Addr().String()
	require.NoError(t, listener.Close())
	leave, err := crowd(t.Context(), addr, 1)
	leave()
	require.ErrorContains(t, err, "client 1 cannot connect")
}

func TestMistakesGetOneLine(t *testing.T) {
	t.Parallel()
	for _, mistake := range []struct {
		args []string
		want string
	}{
		{[]string{"-clients", "0"}, "-clients 0: at least 1 is needed\n"},
		{[]string{"-stage", "99"}, "-stage \"99\": no such stage; there are 01-blocking, 02-goroutines, 03-oop-style, 04-pool, 05-async-netpoll\n"},
		{[]string{"05"}, "unexpected argument \"05\" (-help lists the flags)\n"},
		{[]string{"-x"}, "flag provided but not defined: -x (-help lists the flags)\n"},
	} {
		command := exec.CommandContext(t.Context(), os.Args[0], mistake.args...)
		command.Env = append(os.Environ(), "IDLE_TEST_IS_COMMAND=1")
		var said bytes.Buffer
		command.Stderr = &said
		var status *exec.ExitError
		require.ErrorAs(t, command.Run(), &status, "%q", mistake.args)
		require.Equal(t, 1, status.ExitCode())
		require.Equal(t, mistake.want, said.String())
	}
}
