package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"workbook/shared/lifeline"
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

// A server that tells the test of itself, and of its end: that cuts the line to
// LIFELINE, however it comes.
const server = `package main

import ("fmt"; "io"; "net"; "os")

func main() {
	lifeline, err := net.Dial("tcp", "LIFELINE")
	if err != nil { panic(err) }
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil { panic(err) }
	fmt.Fprintln(os.Stderr, "listening on", listener.Addr())
	for {
		conn, err := listener.Accept()
		if err != nil { panic(err) }
		fmt.Fprintln(lifeline, "client")
		go func() {
			io.ReadFull(conn, make([]byte, 6))
			if ANSWERS { io.WriteString(conn, "HELLO\n") }
		}()
	}
}
`

// What ends the command early, ends its server.
func TestTheServerEndsWithTheCommand(t *testing.T) {
	t.Parallel()
	lifeline.HangUpCounts(t)
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot send a signal to one process")
	}
	for name, c := range map[string]struct {
		answers string
		end     func(cmd *exec.Cmd, stdout io.Closer) error
		says    string
	}{
		"Ctrl-C":          {"false", send(os.Interrupt), "interrupted\n"},
		"SIGTERM":         {"false", send(syscall.SIGTERM), "interrupted\n"},
		"closed terminal": {"false", send(syscall.SIGHUP), "interrupted\n"},
		"nobody reads": {
			"true", func(_ *exec.Cmd, stdout io.Closer) error { return stdout.Close() },
			"interrupted: nobody reads what is written any more\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			defer listener.Close()
			require.NoError(t, listener.(*net.TCPListener).SetDeadline(time.Now().Add(time.Minute)))
			root := t.TempDir()
			program := strings.NewReplacer("LIFELINE", listener.Addr().String(), "ANSWERS", c.answers).Replace(server)
			require.NoError(t, os.WriteFile(filepath.Join(root, "go.mod"), []byte("module workbook\n\ngo 1.25.0\n"), 0o600))
			require.NoError(t, os.Mkdir(filepath.Join(root, "05-mine"), 0o700))
			require.NoError(t, os.WriteFile(filepath.Join(root, "05-mine", "main.go"), []byte(program), 0o600))

			temp := t.TempDir()
			command := exec.CommandContext(t.Context(), os.Args[0])
			command.Dir = root
			command.Env = append(os.Environ(), "IDLE_TEST_IS_COMMAND=1", "TMPDIR="+temp)
			var said bytes.Buffer
			command.Stderr = &said
			stdout, err := command.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, command.Start())

			lifeline, err := listener.Accept()
			require.NoError(t, err)
			defer lifeline.Close()
			require.NoError(t, lifeline.SetDeadline(time.Now().Add(time.Minute)))
			_, err = io.ReadFull(lifeline, make([]byte, len("client\n")))
			require.NoError(t, err)
			require.NoError(t, c.end(command, stdout))
			var status *exec.ExitError
			require.ErrorAs(t, command.Wait(), &status)
			require.Equal(t, 1, status.ExitCode(), status)
			require.Equal(t, c.says, said.String())
			_, err = io.Copy(io.Discard, lifeline)
			require.NoError(t, err, "the server has ended, too")
			left, err := os.ReadDir(temp)
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}

func send(signal os.Signal) func(*exec.Cmd, io.Closer) error {
	return func(cmd *exec.Cmd, _ io.Closer) error { return cmd.Process.Signal(signal) }
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
