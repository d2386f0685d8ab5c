package docs_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A server may answer with what steers a terminal: here, to give its window another
// title and to clear it. The client shows that, and does not do it.
func TestAServerDoesNotSteerTheTerminal(t *testing.T) {
	t.Parallel()
	if noTerminal != "" {
		t.Skip(noTerminal)
	}
	client := filepath.Join(t.TempDir(), "client")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", client, "workbook/shared/client")
	said, err := build.CombinedOutput()
	require.NoError(t, err, "%s", said)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		conn.Read(make([]byte, 64))
		io.WriteString(conn, "\x1b]0;owned\x07\x1b[2JHELLO \x9b2J\r\n")
		io.Copy(io.Discard, conn)
	}()

	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, client, "-addr", listener.Addr().String())
	person, err := startOnTerminal(ctx, cmd)
	require.NoError(t, err)
	defer cmd.Wait()
	defer cancel()
	defer person.Close()
	_, err = io.WriteString(person, "hello\n")
	require.NoError(t, err)

	var screen bytes.Buffer
	for buf := make([]byte, 4096); !bytes.Contains(screen.Bytes(), []byte(`\x9b2J`)); {
		n, err := person.Read(buf)
		screen.Write(buf[:n])
		require.NoError(t, err, "%q", screen.String())
	}
	require.Contains(t, screen.String(), `\x1b]0;owned\a\x1b[2JHELLO \x9b2J`)
	require.NotContains(t, screen.String(), "\x1b")
	require.NotContains(t, screen.String(), "\x9b")
}
