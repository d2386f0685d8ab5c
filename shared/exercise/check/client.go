package check

import (
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing/synctest"
)

// A Client talks to a server in a bubble, and notes what it hears. Each of its
// methods that does something returns when everything has come to rest.
//
// An answer that goes on after many errors of its end of the connection is ended
// there, as by runtime.Goexit.
type Client struct {
	near     net.Conn
	reset    atomic.Bool
	dropped  atomic.Bool
	failures atomic.Int64

	mu    sync.Mutex // guards what follows
	heard strings.Builder
}

// NewClient connects a client to a listener, whose End ends it.
func NewClient(l *Listener) *Client {
	near, far := net.Pipe()
	c := &Client{near: near}
	go c.listen()
	l.connect(near, &farEnd{Conn: far, client: c})
	synctest.Wait()
	return c
}

// listen collects what the client hears.
func (c *Client) listen() {
	buf := make([]byte, 4096)
	for {
		n, err := c.near.Read(buf)
		c.mu.Lock()
		c.heard.Write(buf[:n])
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Say sends text.
func (c *Client) Say(text string) {
	go io.WriteString(c.near, text) // waits for the server to read
	synctest.Wait()
}

// Heard returns what the client has heard so far.
func (c *Client) Heard() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.heard.String()
}

// Leave closes the client's end.
func (c *Client) Leave() {
	c.near.Close()
	synctest.Wait()
}

// Reset leaves without a goodbye: what the server calls fails from now on.
func (c *Client) Reset() {
	c.reset.Store(true)
	c.Leave()
}

// Dropped reports whether the server has closed its end.
func (c *Client) Dropped() bool { return c.dropped.Load() }

// farEnd is the server's end of a client's connection.
type farEnd struct {
	net.Conn
	client *Client
}

func (f *farEnd) Read(b []byte) (int, error) {
	n, err := f.Conn.Read(b)
	return n, f.failure("read", err)
}

func (f *farEnd) Write(b []byte) (int, error) {
	n, err := f.Conn.Write(b)
	return n, f.failure("write", err)
}

func (f *farEnd) Close() error {
	f.client.dropped.Store(true)
	return f.Conn.Close()
}

// failure returns the error that a socket would give.
func (f *farEnd) failure(call string, err error) error {
	if err == nil {
		return nil
	}
	if f.client.failures.Add(1) > spins {
		runtime.Goexit()
	}
	if !f.client.reset.Load() {
		return err
	}
	return &net.OpError{Op: call, Net: "tcp", Err: os.NewSyscallError(call, syscall.ECONNRESET)}
}
