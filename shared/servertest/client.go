package servertest

import (
	"bufio"
	"io"
	"net"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// A tester is a test, or one of the many checks of a random one.
type tester interface {
	require.TestingT
	Helper()
	Cleanup(func())
}

// A client talks to a server over TCP. Every call but those that only close has
// a deadline, and fails the test when it cannot do its work.
type client struct {
	*net.TCPConn
	t tester
	r *bufio.Reader
}

func dial(t tester, addr string) *client {
	t.Helper()
	conn, err := net.DialTimeout("tcp", addr, limit)
	require.NoError(t, err)
	return newClient(t, conn)
}

// newClient talks over a TCP connection that there is already.
func newClient(t tester, conn net.Conn) *client {
	t.Helper()
	require.NoError(t, conn.SetDeadline(time.Now().Add(limit)))
	c := &client{TCPConn: conn.(*net.TCPConn), t: t, r: bufio.NewReader(conn)}
	t.Cleanup(func() { conn.Close() })
	return c
}

// send sends text.
func (c *client) send(text string) {
	c.t.Helper()
	_, err := io.WriteString(c.TCPConn, text)
	require.NoError(c.t, err)
}

// expect reads as many bytes as want has, and compares.
func (c *client) expect(want string) {
	c.t.Helper()
	got := make([]byte, len(want))
	n, err := io.ReadFull(c.r, got)
	require.NoError(c.t, err, "after %d of %d bytes", n, len(want))
	if len(want) < 200 {
		require.Equal(c.t, want, string(got))
		return
	}
	for i := range len(want) { // Equal would print it all
		if got[i] != want[i] {
			require.Equal(c.t, want[i], got[i], "byte %d of %d", i, len(want))
		}
	}
}

// ask sends a line and expects its answer.
func (c *client) ask(line string) {
	c.t.Helper()
	c.send(line + "\n")
	c.expect(upper(line) + "\n")
}

// expectEnd expects that the server has closed, and that nothing comes before.
func (c *client) expectEnd() {
	c.t.Helper()
	rest, err := io.ReadAll(c.r)
	require.NoError(c.t, err)
	require.Empty(c.t, string(rest))
}

// reset leaves without a goodbye: the server's next call fails.
func (c *client) reset() {
	c.t.Helper()
	require.NoError(c.t, c.SetLinger(0))
	require.NoError(c.t, c.Close())
}

// leave says goodbye and waits until the server has done the same: from then on
// it looks after somebody else.
func (c *client) leave() {
	c.t.Helper()
	require.NoError(c.t, c.CloseWrite())
	c.expectEnd()
	require.NoError(c.t, c.Close())
}

// upper is the answer to text, by the library that sets the standard.
func upper(text string) string {
	return cases.Upper(language.Und).String(text)
}
