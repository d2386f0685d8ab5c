package load

import (
	"bufio"
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// while is how long tests wait for a newcomer's reply.
const while = 200 * time.Millisecond

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// within returns a context that bounds a test.
func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// A conn is a client of a test's server, and its lines.
type conn struct {
	net.Conn
	lines *bufio.Reader
}

// line reads a line and returns its upper-case form.
func (c conn) line() ([]byte, error) {
	line, err := c.lines.ReadBytes('\n')
	return cases.Upper(language.Und).Bytes(line), err
}

// answer answers until the client leaves.
func (c conn) answer() {
	for {
		line, err := c.line()
		if err != nil {
			return
		}
		c.Write(line)
	}
}

// serve starts a server whose clients handle looks after. It ends with the test.
func serve(t *testing.T, handle func(conn)) (addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(30 * time.Second))
				handle(conn{c, bufio.NewReader(c)})
			})
		}
	})
	t.Cleanup(func() {
		listener.Close()
		running.Wait()
	})
	return listener.Addr().String()
}

// serveSome is serve for a server that has only so many hands.
func serveSome(t *testing.T, hands int, handle func(conn)) (addr string) {
	free := make(chan bool, hands)
	return serve(t, func(c conn) {
		free <- true
		defer func() { <-free }()
		handle(c)
	})
}

// hang reads, and says nothing.
func hang(c conn) { io.Copy(io.Discard, c) }
