// Package lifeline lets tests know that a process has ended, however it ends, and
// whoever has started it: the process holds a line to the test open.
package lifeline

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience is for everything that could hang.
const patience = 60 * time.Second

// A Lifeline is what a process connects to. It is cut when that process ends.
type Lifeline struct {
	net.Listener

	conn  net.Conn
	lines *bufio.Reader
}

// New returns a lifeline that nobody is connected to yet. It ends with the test.
func New(t testing.TB) *Lifeline {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.(*net.TCPListener).SetDeadline(time.Now().Add(patience)))
	l := &Lifeline{Listener: listener}
	t.Cleanup(func() {
		listener.Close()
		if l.conn != nil {
			l.conn.Close()
		}
	})
	return l
}

// WaitForProcess waits until the process has connected.
func (l *Lifeline) WaitForProcess(t testing.TB) {
	t.Helper()
	var err error
	l.conn, err = l.Accept()
	require.NoError(t, err)
	require.NoError(t, l.conn.SetDeadline(time.Now().Add(patience)))
	l.lines = bufio.NewReader(l.conn)
}

// WaitForClient waits until the process, which is a server, says in a line that it
// has a client.
func (l *Lifeline) WaitForClient(t testing.TB) {
	t.Helper()
	l.WaitForProcess(t)
	line, err := l.lines.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "client\n", line)
}

// RequireCut waits until the process has ended.
func (l *Lifeline) RequireCut(t testing.TB) {
	t.Helper()
	_, err := io.Copy(io.Discard, l.lines)
	if err != nil { // Windows resets a dead process's connections
		require.NotErrorIs(t, err, os.ErrDeadlineExceeded)
	}
}

// HangUpCounts lets a process that the test starts end when its terminal is closed. It
// would not if the tests ran under nohup, which is inherited.
func HangUpCounts(t testing.TB) {
	hangUps := make(chan os.Signal, 1)
	signal.Notify(hangUps, syscall.SIGHUP) // what is caught here is not ignored there
	t.Cleanup(func() { signal.Stop(hangUps) })
}
