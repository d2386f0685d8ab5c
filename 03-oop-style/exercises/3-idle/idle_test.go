package idle

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestDisconnectsASilentClient(t *testing.T) {
	check.Begin(t)
	c := &client{}
	c.meets(t)
	require.Equal(t, idleLimit, c.end, "a client that says nothing is to be disconnected after idleLimit: give Read a deadline before you call it")
}

func TestKeepsAClientThatSpeaks(t *testing.T) {
	check.Begin(t)
	c := &client{
		pause: 50 * time.Second,
		texts: []string{"one\n", "two\n", "three\n", "four\n"},
	}
	c.meets(t)
	require.Equal(t, "ONE\nTWO\nTHREE\nFOUR\n", c.heard, "this client speaks every 50 s and was cut off: the minute must begin anew with every Read. A deadline does not move by itself, so set it again; a timer does not stop by itself, so stop it when Read returns")
	require.Equal(t, 4*c.pause+idleLimit, c.end, "this client has stopped speaking: disconnect it idleLimit after its last word")
}

func TestCountsEveryByte(t *testing.T) {
	check.Begin(t)
	c := &client{
		pause: 50 * time.Second,
		texts: []string{"\xe4", "\xbd", "\xa0"}, // one character in three pieces
	}
	c.meets(t)
	require.Equal(t, "你", c.heard, "this client sends a byte every 50 s and was cut off: it speaks, though there is no answer yet")
	require.Equal(t, 3*c.pause+idleLimit, c.end, "this client has stopped speaking: disconnect it idleLimit after its last byte")
}

func TestWaitsForASlowReader(t *testing.T) {
	check.Begin(t)
	c := &client{
		texts: []string{"hello\n"},
		deaf:  90 * time.Second,
	}
	c.meets(t)
	require.Equal(t, "HELLO\n", c.heard, "this client took 90 s to fetch its answer and lost it: the limit is for Read, not for Write")
	require.Equal(t, c.deaf+idleLimit, c.end, "this client has fetched its answer after 90 s: the minute begins when the server waits for it to speak")
}

// A client says its texts, with a pause before each. Then it says nothing more,
// and leaves by itself only after ten minutes.
type client struct {
	pause time.Duration
	texts []string
	deaf  time.Duration // until then it reads nothing

	heard string
	end   time.Duration // when the session has ended
}

// meets runs a session with the client.
func (c *client) meets(t *testing.T) {
	t.Helper()
	stuck := check.Bubble(t, func() {
		start := time.Now()
		here, there := net.Pipe()
		var running sync.WaitGroup
		running.Go(func() { c.speak(there) })
		running.Go(func() { c.listen(there) })
		NewSession(here).Run()
		c.end = time.Since(start)
		here.Close()
		running.Wait()
	})
	require.NoError(t, stuck, "a goroutine is left behind: it must end when the session ends")
}

func (c *client) speak(conn net.Conn) {
	defer conn.Close()
	for _, text := range c.texts {
		time.Sleep(c.pause)
		io.WriteString(conn, text)
	}
	time.Sleep(10 * time.Minute)
}

func (c *client) listen(conn net.Conn) {
	time.Sleep(c.deaf)
	heard, _ := io.ReadAll(conn) // until the session closes the connection
	c.heard = string(heard)
}
