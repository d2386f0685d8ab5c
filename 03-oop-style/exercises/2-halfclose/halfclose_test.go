package halfclose

import (
	"io"
	"net"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestAnswersAllThatWasSaid(t *testing.T) {
	check.Begin(t)
	c := &client{texts: []string{"a\n", "b\n", "c\n"}}
	c.meets(t)
	require.Equal(t, "A\nB\nC\n", c.heard, "the client has closed its half only: it still reads, so do not close the connection before the last answer is written")
}

func TestReadsOnWhileTheClientIsSlow(t *testing.T) {
	check.Begin(t)
	c := &client{texts: []string{"a\n", "b\n", "c\n"}}
	c.meets(t)
	require.Equal(t, "A\nB\nC\n", c.heard, "the client has closed its half only: it is still owed its answers")
	require.Empty(t, c.heardAtEnd, "the client may go on talking while it is slow to fetch an answer, but now nobody reads meanwhile: read and write must still run side by side")
}

func TestClosesAfterTheLastAnswer(t *testing.T) {
	check.Begin(t)
	c := &client{texts: []string{"a\n", "b\n", "c\n"}}
	c.meets(t)
	require.True(t, c.closed, "all is answered, but the client waits for the end: close the connection")
	require.Equal(t, "A\nB\nC\n", c.heardAtClose, "the connection was closed while an answer was on its way: an answer counts when Write has returned, not when write has taken it")
}

func TestReturnsWhenAllIsDone(t *testing.T) {
	check.Begin(t)
	c := &client{texts: []string{"a\n", "b\n", "c\n"}}
	c.meets(t)
	require.Equal(t, "A\nB\nC\n", c.heardAtReturn, "Run returned before the last answer was written: it must wait until write has returned")
}

func TestLeavesNoGoroutineBehind(t *testing.T) {
	check.Begin(t)
	c := &client{texts: []string{"a\n"}}
	stuck := c.meets(t)
	require.NoError(t, stuck, "a goroutine waits for ever: who tells write that no more answers will come")
}

func TestEndsWhenTheClientIsGone(t *testing.T) {
	check.Begin(t)
	c := &client{texts: make([]string, 100), gone: true}
	for i := range c.texts {
		c.texts[i] = "hello\n"
	}
	stuck := c.meets(t)
	require.NoError(t, stuck, "the client has left, so every Write fails, and now a goroutine waits for ever: somebody must go on to empty the channel, and learn when it ends")
}

// A client says its texts, closes its half, and takes a second to fetch each
// answer.
type client struct {
	net.Conn // of which a session needs what follows
	texts    []string
	gone     bool // it has left, and fetches nothing

	mu            sync.Mutex // guards what follows
	ended         bool       // the client has closed its half, and Read has told so
	heard         string
	hungUp        bool // one way or the other
	closed        bool
	heardAtClose  string // what the client had heard when the session hung up
	heardAtReturn string // and when Run returned
	heardAtEnd    string // and when it had said everything
}

// meets runs a session with the client, and tells if a goroutine is left that
// waits for ever.
func (c *client) meets(t *testing.T) (stuck error) {
	t.Helper()
	return check.Bubble(t, func() {
		NewSession(c).Run()
		c.mu.Lock()
		c.heardAtReturn = c.heard
		c.mu.Unlock()
		time.Sleep(time.Minute) // for those who go on after Run
	})
}

func (c *client) Read(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.ended:
		runtime.Goexit() // or it might go on for ever
	case len(c.texts) == 0:
		c.ended, c.heardAtEnd = true, c.heard
		return 0, io.EOF
	}
	next := c.texts[0]
	c.texts = c.texts[1:]
	return copy(b, next), nil
}

func (c *client) Write(b []byte) (int, error) {
	if !c.gone {
		time.Sleep(time.Second)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gone || c.hungUp {
		return 0, net.ErrClosed
	}
	c.heard += string(b)
	return len(b), nil
}

// CloseWrite is what a *net.TCPConn has to close one half.
func (c *client) CloseWrite() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hangUp()
	return nil
}

func (c *client) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hangUp()
	c.closed = true
	return nil
}

func (c *client) hangUp() {
	if !c.hungUp {
		c.hungUp, c.heardAtClose = true, c.heard
	}
}
