package main

import (
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"workbook/shared/stage"
)

// asClient, in the environment, makes the test's program be the client.
const asClient = "WORKBOOK_TEST_AS_CLIENT"

func TestMain(m *testing.M) {
	if os.Getenv(asClient) != "" {
		main()
		return
	}
	goleak.VerifyTestMain(m)
}

// program returns the client as a program of its own.
func program(t *testing.T, args ...string) (cmd *exec.Cmd, stdout, stderr *strings.Builder) {
	self, err := os.Executable()
	require.NoError(t, err)
	cmd = exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), asClient+"=1", "GORACE=atexit_sleep_ms=0")
	stdout, stderr = &strings.Builder{}, &strings.Builder{}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	limit := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
	t.Cleanup(func() { limit.Stop() })
	return cmd, stdout, stderr
}

func TestProgramThroughPipe(t *testing.T) {
	root, err := stage.Root()
	require.NoError(t, err)
	paths, err := stage.Build(t.Context(), t.TempDir(), stage.Stage{Name: "02-goroutines", Root: root})
	require.NoError(t, err)
	server, err := stage.Start(exec.Command(paths[0], "-addr", "127.0.0.1:0"), nil)
	require.NoError(t, err)
	defer server.Kill()

	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			cmd, stdout, stderr := program(t, "-addr", server.Addr)
			cmd.Stdin = strings.NewReader(text.input)
			require.NoError(t, cmd.Run(), stderr)
			require.True(t, text.reply == stdout.String(), "%.99q", stdout)
			require.Empty(t, notesOfPatience.ReplaceAllString(stderr.String(), ""))
		})
	}
}

// notesOfPatience are what the client says of a reply that a busy machine takes long for.
var notesOfPatience = regexp.MustCompile(`\((waiting for the reply|the reply took)[^)]*\)\n?`)

func TestProgramSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-port", "8000"}, "flag provided but not defined: -port (-help lists the flags)\n"},
		{[]string{"-addr"}, "flag needs an argument: -addr (-help lists the flags)\n"},
		{[]string{"127.0.0.1:8000"}, `unexpected argument "127.0.0.1:8000" (-help lists the flags)` + "\n"},
		{[]string{"-addr", "127.0.0.1"}, "address 127.0.0.1: missing port in address (give the server's -addr host:port)\n"},
		{[]string{"-addr", "127.0.0.1:99999"}, "address 99999: invalid port (give the server's -addr host:port)\n"},
		{[]string{"-addr", "127.0.0.1:0"}, "address 127.0.0.1:0: port 0 takes no connections (give the server's -addr host:port)\n"},
		{[]string{"-addr", ""}, "no address (give the server's -addr host:port)\n"},
	} {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			cmd, stdout, stderr := program(t, test.args...)
			var exit *exec.ExitError
			require.ErrorAs(t, cmd.Run(), &exit)
			require.Equal(t, 1, exit.ExitCode())
			require.Empty(t, stdout.String())
			require.Equal(t, test.want, stderr.String())
		})
	}
}

func TestProgramHelps(t *testing.T) {
	cmd, stdout, stderr := program(t, "-help")
	require.NoError(t, cmd.Run())
	require.Contains(t, stdout.String(), "-addr host:port")
	require.Contains(t, stdout.String(), "127.0.0.1:8000")
	require.Empty(t, stderr.String())
}

func listen(t *testing.T) net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	return listener
}

// A server that is not there is no mistake. Ctrl-C ends the wait for it.
func TestProgramEndsAtInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot send Ctrl-C to one program; press it in a console")
	}
	for name, wait := range map[string]string{
		"for the server": "trying again every 2 seconds",
		"for the reply":  "waiting for the reply",
	} {
		t.Run(name, func(t *testing.T) {
			listener := listen(t) // the kernel takes connections, and nobody answers
			if name == "for the server" {
				listener.Close()
			}
			cmd, stdout, _ := program(t, "-addr", listener.Addr().String())
			cmd.Stdin = strings.NewReader("hello\n")
			cmd.Stderr = nil
			notes, err := cmd.StderrPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			defer cmd.Wait()
			defer cmd.Process.Kill()

			said := make([]byte, 200)
			n, err := notes.Read(said)
			require.NoError(t, err)
			require.Contains(t, string(said[:n]), wait)
			require.NoError(t, cmd.Process.Signal(os.Interrupt))
			_, err = io.Copy(io.Discard, notes)
			require.NoError(t, err)
			require.NoError(t, cmd.Wait(), "exit status 0")
			require.Empty(t, stdout.String())
		})
	}
}

// The rest of the tests use pipes in memory. Here is TCP, with its resets.
func TestReset(t *testing.T) {
	listener := listen(t)
	served := make(chan error, 1)
	go func() { served <- serveWithReset(listener) }()

	in, typed := io.Pipe()
	defer typed.Close()
	out, replies := io.Pipe()
	defer out.Close()
	client := Client{
		Addr:        listener.Addr().String(),
		Dial:        func() (Conn, error) { return dial(listener.Addr().String()) },
		In:          in,
		Interactive: true,
		Out:         replies,
		Notes:       &Notes{Out: io.Discard},
	}
	ran := make(chan error, 1)
	go func() { ran <- client.Run() }()
	limit := time.AfterFunc(10*time.Second, func() { out.CloseWithError(errors.New("no reply within 10 s")) })
	defer limit.Stop()

	for _, line := range []string{"hello\n", "once more\n"} {
		_, err := io.WriteString(typed, line)
		require.NoError(t, err)
		reply := make([]byte, len(line))
		_, err = io.ReadFull(out, reply)
		require.NoError(t, err)
		require.Equal(t, strings.ToUpper(line), string(reply))
	}
	typed.Close()
	require.NoError(t, <-ran)
	require.NoError(t, <-served)
}

// serveWithReset answers a line, resets the connection in the middle of the
// next reply, and then serves a second client well.
func serveWithReset(listener net.Listener) error {
	conn, err := listener.Accept()
	if err != nil {
		return err
	}
	defer conn.Close()
	buf := make([]byte, 100)
	for _, reply := range []string{"HELLO\n", "ON"} {
		if _, err := conn.Read(buf); err != nil {
			return err
		}
		io.WriteString(conn, reply)
	}
	conn.(*net.TCPConn).SetLinger(0) // makes Close a reset
	conn.Close()
	conn, err = listener.Accept()
	if err != nil {
		return err
	}
	defer conn.Close()
	answer(conn, conn)
	return nil
}
