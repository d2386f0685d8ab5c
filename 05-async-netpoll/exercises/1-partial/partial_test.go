package partial

import (
	"errors"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

const plenty = 1000

func TestWritesTheRestWhenThereIsRoom(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	c := k.client(0)
	c.says, c.room = "hello\n", 4
	k.turns(t)
	require.Equal(t, "HELL", c.heard, "there is room for four bytes: write them")
	c.room = plenty
	k.turns(t)
	require.Equal(t, "HELLO\n", c.heard, "poller.write returns how many bytes it has taken: keep the rest in pending, want writing, and write it when there is room")
}

func TestGoesOnWhereItHasStopped(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	c := k.client(0)
	c.says = "hello, world\n"
	for range len(c.says) {
		c.room = 1
		k.turns(t)
	}
	require.Equal(t, "HELLO, WORLD\n", c.heard, "there is room for one byte at a time: what is left becomes shorter with each write, and no byte is sent twice")
}

func TestWaitsWhenThereIsNoRoom(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	c := k.client(0)
	c.says, c.room = "hello\n", 0
	k.turns(t)
	require.Zero(t, c.removed, "errAgain is no error: the client reads slowly, but it has not gone")
	c.room = plenty
	k.turns(t)
	require.Equal(t, "HELLO\n", c.heard, "poller.write has returned errAgain: keep the whole answer until there is room")
}

func TestKeepsBytesOfItsOwn(t *testing.T) {
	check.Begin(t)
	k := newKernel(2)
	slow, other := k.client(0), k.client(1)
	slow.says, slow.room = "hello\n", 2
	k.turns(t)
	other.says, other.room = "a longer text\n", plenty
	k.turns(t)
	slow.room = plenty
	k.turns(t)
	require.Equal(t, "HELLO\n", slow.heard, "answer is the loop's buffer, and another session has used it meanwhile: keep a copy of what is left")
}

func TestGoesBackToReading(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	c := k.client(0)
	c.says, c.room = "hello\n", 4
	k.turns(t)
	c.room = plenty
	k.turns(t)
	require.False(t, k.restless, "everything is written, and the session still wants writing: there is always room now, so the loop never rests. Want reading")
	c.says = "bye\n"
	k.turns(t)
	require.Equal(t, "HELLO\nBYE\n", c.heard, "everything is written: set pending to nil and want reading, so that the client can go on")
}

func TestEndsAfterTheLastByte(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	c := k.client(0)
	c.says, c.ends, c.room = "caf\xc3", true, 3 // half a character goes back at the end
	k.turns(t)
	require.Zero(t, c.removed, "there is something left to write: the session ends when that is done, not before")
	c.room = plenty
	k.turns(t)
	require.Equal(t, "CAF\xc3", c.heard, "write the rest of the last answer before the session ends")
	require.Equal(t, 1, c.removed, "the last answer is written: remove the session, once")
}

func TestEndsWithAnEmptyAnswer(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	c := k.client(0)
	c.ends, c.room = true, plenty
	k.turns(t)
	require.Equal(t, 1, c.removed, "the last answer may be empty: the session ends all the same, once")
}

func TestEndsWhenTheClientHasGone(t *testing.T) {
	check.Begin(t)
	k := newKernel(1)
	c := k.client(0)
	c.says, c.room, c.err = "hello\n", plenty, errors.New("connection reset by peer")
	k.turns(t)
	require.Equal(t, 1, c.removed, "write has failed, and not with errAgain: the client has gone, remove the session, once")
}

// A kernel is a poller and a loop whose clients the test plays.
type kernel struct {
	clients  []*client
	loop     *loop
	restless bool // the loop has found somebody ready too many times
	spun     bool // a session has written too many times in its turn
}

// A client is what the test says it is.
type client struct {
	session *Session
	says    string // has been sent, and not yet read by the server
	ends    bool   // after that, it has closed its half
	room    int    // how many bytes it has room for
	err     error  // what a write returns
	heard   string
	wants   interest
	removed int // how many times the session was removed
	tries   int // writes since the loop has called ready
}

func newKernel(clients int) *kernel {
	k := &kernel{}
	for socket := range clients {
		k.clients = append(k.clients, &client{session: &Session{socket: socket}})
	}
	k.loop = &loop{poller: k, in: make([]byte, 100), out: make([]byte, 100), remove: func(s *Session) { k.client(s.socket).removed++ }}
	return k
}

func (k *kernel) client(socket int) *client { return k.clients[socket] }

// turns runs the loop until nobody is ready any more.
func (k *kernel) turns(t *testing.T) {
	t.Helper()
	check.Finishes(t, func() {
		for range 100 {
			ready := false
			for _, c := range k.clients {
				if c.isReady() {
					ready = true
					c.tries = 0
					c.session.ready(k.loop)
				}
			}
			if !ready {
				return
			}
		}
		k.restless = true
	}, "write must return at once: it does one short job")
	require.False(t, k.spun, "write has returned errAgain, and your code calls it again and again: meanwhile nobody else is served. Want writing, and return")
}

func (c *client) isReady() bool {
	switch {
	case c.removed > 0:
		return false
	case c.wants == writing:
		return c.room > 0
	default:
		return c.says != "" || c.ends
	}
}

func (k *kernel) read(socket int, buf []byte) (int, error) {
	c := k.client(socket)
	if c.says == "" && c.ends {
		return 0, io.EOF
	}
	if c.says == "" {
		return 0, errAgain
	}
	n := copy(buf, c.says)
	c.says = c.says[n:]
	return n, nil
}

func (k *kernel) write(socket int, buf []byte) (int, error) {
	c := k.client(socket)
	if c.tries++; c.tries > 10 {
		k.spun = true
		runtime.Goexit() // or it might go on for ever
	}
	if c.err != nil {
		return 0, c.err
	}
	if c.room == 0 {
		return 0, errAgain
	}
	n := min(len(buf), c.room)
	c.room -= n
	c.heard += string(buf[:n])
	return n, nil
}

func (k *kernel) want(socket int, what interest) { k.client(socket).wants = what }
