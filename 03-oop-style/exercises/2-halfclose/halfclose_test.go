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

func TestAnswersWhileTheClientGoesOn(t *testing.T) {
	check.Begin(t)
	c := &client{texts: []string{"a\n", "b\n", "c\n"}, patient: true}
	c.meets(t)
	require.False(t, c.disappointed, "the client says its next text only when it has heard the answer to the one before, and it waits in vain: write must not wait until read has come to the end. Read and write must still run side by side")
	require.Equal(t, "A\nB\nC\n", c.heard, "the client has closed its half only: it is still owed its last answer")
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
	require.False(t, stuck != nil && c.writes == 0, "the channel is full, and nobody takes anything out, so read waits for room for ever: read and write must run side by side, and not one after the other")
	require.NoError(t, stuck, "the client has left, so every Write fails, and now a goroutine waits for ever: somebody must go on to empty the channel, and learn when it ends. So do not return from write when Write fails")
}

// A client says its texts, closes its half, and takes a second to fetch each
// answer.
type client struct {
	net.Conn // of which a session needs what follows
	texts    []string
	gone     bool // it has left, and fetches nothing
	patient  bool // it says the next text when it has heard the answer

	mu            sync.Mutex // guards what follows
	owed          int        // how many bytes of answers it waits for
	disappointed  bool       // it has waited for them in vain
	writes        int
	returned      bool // Run has
	ended         bool // the client has closed its half, and Read has told so
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
	stuck = check.Bubble(t, func() {
		NewSession(c).Run()
		c.mu.Lock()
		c.heardAtReturn, c.returned = c.heard, true
		c.mu.Unlock()
		time.Sleep(time.Minute) // for those who go on after Run
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	require.False(t, stuck != nil && c.ended && !c.returned, "the client has closed its half, and Run never returns: it waits for ever. Who tells write that no more answers will come, and how does Run learn that write has returned?")
	return stuck
}

func (c *client) Read(b []byte) (int, error) {
	if c.patient && !c.hearsAll() {
		c.leave()
	}
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
	c.owed += len(next)
	return copy(b, next), nil
}

// hearsAll waits until the client has heard what it is owed, if it has more to say.
func (c *client) hearsAll() bool {
	for range 60 {
		if c.mayGoOn() {
			return true
		}
		time.Sleep(time.Second)
	}
	return false
}

func (c *client) mayGoOn() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.texts) == 0 || len(c.heard) >= c.owed
}

// leave makes the client say no more.
func (c *client) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.texts, c.disappointed = nil, true
}

func (c *client) Write(b []byte) (int, error) {
	if !c.gone {
		time.Sleep(time.Second)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes++
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
