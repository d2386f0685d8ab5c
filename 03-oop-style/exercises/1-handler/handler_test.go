package handler

import (
	"io"
	"net"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
	"workbook/shared/upper"
)

func newUpper() Handler   { return new(upper.Stream) }
func newCount() Handler   { return new(Count) }
func newReverse() Handler { return new(Reverse) }
func newStars() Handler   { return stars{} }

func TestAnswersAsTheHandlerSays(t *testing.T) {
	check.Begin(t)
	for _, tt := range []struct {
		name       string
		newHandler func() Handler
		want       string
	}{
		{"upper.Stream", newUpper, "HELLO\n"},
		{"Count", newCount, "1\n"},
		{"Reverse", newReverse, "olleh\n"},
	} {
		c := newClient("hello\n")
		meet(t, tt.newHandler, c)
		require.Equal(t, tt.want, string(c.heard), "this server was given %s: Run must ask the session's Handler for the answer", tt.name)
	}
}

func TestTakesAHandlerItHasNeverSeen(t *testing.T) {
	check.Begin(t)
	c := newClient("hello\n")
	meet(t, newStars, c)
	require.Equal(t, "*****\n", string(c.heard), "this handler is known to the test alone, but it has both methods: Run must call them, whatever the type is")
}

func TestAHandlerHearsTheWholeConversation(t *testing.T) {
	check.Begin(t)
	c := newClient("a\n", "b\n", "c\n")
	meet(t, newCount, c)
	require.Equal(t, "1\n2\n3\n", string(c.heard), "a handler remembers what was said before: a session keeps the same one from its first read to its last")
}

func TestAnswersWhatIsLeftAtTheEnd(t *testing.T) {
	check.Begin(t)
	c := newClient("hello\nbye")
	meet(t, newReverse, c)
	require.Equal(t, "olleh\neyb", string(c.heard), "at the end of the input a handler may have something left to say: Run must ask it, by its method Flush")
}

func TestNoTwoSessionsShareAHandler(t *testing.T) {
	check.Begin(t)
	a, b := newClient("a\n"), newClient("b\n")
	meet(t, newCount, a, b)
	require.Equal(t, "1\n", string(a.heard), "the first client has said one line, and the Count of its session must say so")
	require.Equal(t, "1\n", string(b.heard), "the second client has said one line, but its Count has heard the first client too: call NewHandler for every session")
}

// stars is a handler that no answer can know by its name.
type stars struct{}

func (stars) Append(dst, src []byte) []byte {
	for _, c := range src {
		if c != '\n' {
			c = '*'
		}
		dst = append(dst, c)
	}
	return dst
}

func (stars) Flush(dst []byte) []byte { return dst }

// meet lets a server serve the clients, one after the other.
func meet(t *testing.T, newHandler func() Handler, clients ...*client) {
	t.Helper()
	server := &Server{NewHandler: newHandler}
	check.Finishes(t, func() { server.Serve(&listener{clients: clients}) }, "Run must end when its client has left, and close the connection")
	for _, c := range clients {
		check.NoPanic(t, c.panicked, "That was in a session: does NewSession keep its Handler in the session?")
	}
}

// A listener has its clients come one after the other.
type listener struct {
	clients []*client
	last    *client
}

// Accept waits until the client before has left.
func (l *listener) Accept() (net.Conn, error) {
	if l.last != nil {
		<-l.last.left
	}
	if len(l.clients) == 0 {
		return nil, net.ErrClosed
	}
	l.last, l.clients = l.clients[0], l.clients[1:]
	return l.last, nil
}

func (l *listener) Close() error   { return nil }
func (l *listener) Addr() net.Addr { return &net.TCPAddr{} }

// A client says its texts, one a read, and hears the answers.
type client struct {
	net.Conn // of which a session needs what follows
	texts    []string
	ended    bool // all has been said, and Read has told so
	heard    []byte
	left     chan bool // closed when the session has closed the connection
	closed   bool
	panicked *check.Panic
}

func newClient(texts ...string) *client {
	return &client{texts: texts, left: make(chan bool)}
}

func (c *client) Read(b []byte) (int, error) {
	switch {
	case c.ended:
		runtime.Goexit() // or it might go on for ever
	case len(c.texts) == 0:
		c.ended = true
		return 0, io.EOF
	}
	next := c.texts[0]
	c.texts = c.texts[1:]
	return copy(b, next), nil
}

func (c *client) Write(b []byte) (int, error) {
	c.heard = append(c.heard, b...)
	return len(b), nil
}

// Close is what Run defers. So it sees whether Run panics, and keeps that from
// ending every other check as well.
func (c *client) Close() error {
	if p := check.Recovered(recover()); p != nil {
		c.panicked = p
	}
	if !c.closed {
		c.closed = true
		close(c.left)
	}
	return nil
}
