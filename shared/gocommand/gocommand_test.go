package gocommand

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOverlayStandsInForAFile(t *testing.T) {
	t.Parallel()
	root, temp := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		filepath.Join(root, "go.mod"):    "module sample\n\ngo 1.25.0\n",
		filepath.Join(root, "main.go"):   "package main\n\nfunc main() { print(\"one\") }\n",
		filepath.Join(temp, "mutant.go"): "package main\n\nfunc main() { print(\"two\") }\n",
	} {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	list, err := WriteOverlay(temp, map[string]string{
		filepath.Join(root, "main.go"): filepath.Join(temp, "mutant.go"),
	})
	require.NoError(t, err)
	run := exec.CommandContext(t.Context(), "go", "run", "-overlay", list, ".")
	run.Dir = root
	said, err := run.CombinedOutput()
	require.NoError(t, err, "%s", said)
	require.Equal(t, "two", string(said))
}

// TestMain makes this test binary, when it is told to be, a go test that writes
// what no go test writes, or one that starts a server.
func TestMain(m *testing.M) {
	switch os.Getenv("GOCOMMAND_TEST_IS") {
	case "noise":
		fmt.Println(`{"Action":"start"}`)
		fmt.Println("what is this?")
		for range 1000 {
			fmt.Println(strings.Repeat("x", 1000))
		}
		os.Exit(1)
	case "complaint":
		fmt.Fprintln(os.Stderr, "go: one\n\ttwo")
		os.Exit(1)
	case "parent":
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), "GOCOMMAND_TEST_IS=child")
		out, err := child.StdoutPipe()
		if err != nil || child.Start() != nil {
			os.Exit(2)
		}
		io.ReadFull(out, make([]byte, len("started")))
		fmt.Println(`{"Action":"start"}`)
		if os.Getenv("GOCOMMAND_TEST_WAITS") != "" {
			child.Wait()
		}
	case "child":
		lifeline, err := net.Dial("tcp", os.Getenv("GOCOMMAND_TEST_LIFELINE"))
		if err != nil {
			os.Exit(2)
		}
		fmt.Print("started")
		io.Copy(io.Discard, lifeline)
	default:
		os.Exit(m.Run())
	}
}

// events runs this test binary as a go test, and returns the events that it wrote.
func events(ctx context.Context, take func(), env ...string) (read []Event, err error) {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), env...)
	err = RunTests(cmd, func(e Event) {
		read = append(read, e)
		take()
	})
	return read, err
}

func TestRunTestsReadsAll(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	read, err := events(ctx, func() {}, "GOCOMMAND_TEST_IS=noise")
	require.Equal(t, []Event{{Action: "start"}}, read)
	require.EqualError(t, err, "invalid character 'w' looking for beginning of value, and exit status 1")

	read, err = events(ctx, func() {}, "GOCOMMAND_TEST_IS=complaint")
	require.Empty(t, read)
	require.EqualError(t, err, "go: one two")
}

// The servers of a test end with it, whether it is interrupted or not.
func TestRunTestsLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	for _, waits := range []string{"", "yes"} {
		if waits == "" && runtime.GOOS == "windows" {
			continue // it knows no groups
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer listener.Close()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		interrupt := func() {
			if waits != "" {
				cancel()
			}
		}
		read, err := events(ctx, interrupt, "GOCOMMAND_TEST_IS=parent", "GOCOMMAND_TEST_WAITS="+waits,
			"GOCOMMAND_TEST_LIFELINE="+listener.Addr().String())
		require.Equal(t, []Event{{Action: "start"}}, read)
		require.Equal(t, waits == "", err == nil, err)

		require.NoError(t, listener.(*net.TCPListener).SetDeadline(time.Now().Add(time.Minute)))
		lifeline, err := listener.Accept()
		require.NoError(t, err)
		defer lifeline.Close()
		require.NoError(t, lifeline.SetDeadline(time.Now().Add(10*time.Second)))
		_, err = io.Copy(io.Discard, lifeline)
		require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the server runs")
	}
}

func TestOutput(t *testing.T) {
	system, err := Output(t.Context(), "env", "GOOS")
	require.NoError(t, err)
	require.Equal(t, runtime.GOOS, strings.TrimSpace(string(system)))
	t.Setenv("GOFLAGS", "nonsense")
	_, err = Output(t.Context(), "version")
	require.ErrorContains(t, err, "go version: go: parsing $GOFLAGS: ")
	require.NotContains(t, err.Error(), "\n")
	t.Setenv("PATH", "")
	_, err = Output(t.Context(), "version")
	require.ErrorIs(t, err, exec.ErrNotFound)
}

func TestFirstFault(t *testing.T) {
	t.Parallel()
	require.Equal(t, "./a.go:1:2: one", FirstFault("# workbook/a\n\n./a.go:1:2: one\n./a.go:3:4: two\n"))
	require.Empty(t, FirstFault("# workbook/a\n"))
}

func TestReadEvents(t *testing.T) {
	t.Parallel()
	var read []Event
	take := func(e Event) { read = append(read, e) }
	require.NoError(t, readEvents(strings.NewReader(`{"Action":"fail","Test":"TestX","Elapsed":0.5}
{"Action":"build-fail","ImportPath":"workbook/x"}
`), take))
	require.Equal(t, []Event{
		{Action: "fail", Test: "TestX", Elapsed: 0.5},
		{Action: "build-fail", ImportPath: "workbook/x"},
	}, read)
	require.Error(t, readEvents(strings.NewReader("panic: no event"), take))
}
