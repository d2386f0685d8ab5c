// Package load is many clients of a server. Each has at most one message
// outstanding and sends the next when it has the reply: a closed loop, in which
// a slow server is asked less often. Every reply is compared byte for byte.
package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

const (
	// dialTime is how long a system may take to let a client connect.
	dialTime = 3 * time.Second

	// Patience is how long a client waits for a reply at most.
	Patience = 2 * time.Second
)

// A client is a connection, and its message.
type client struct {
	conn net.Conn
	*message
	reply []byte // room for one

	closing sync.Once
}

// dial connects a client. When ctx is done, the connection is closed.
func dial(ctx context.Context, addr string, number int, text Text) (*client, error) {
	dialer := net.Dialer{Timeout: dialTime}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("client %d cannot connect: %w", number, reason(err))
	}
	m := text.message(number)
	return &client{conn: conn, message: m, reply: make([]byte, len(m.reply))}, nil
}

// patient gives everything that the client does from now on so much time.
func (c *client) patient(d time.Duration) { c.conn.SetDeadline(time.Now().Add(d)) }

// ask sends the message and waits for its reply, and then has the next message.
// What comes is compared at once: a reply may be wrong and too short.
func (c *client) ask() error {
	if _, err := c.conn.Write(c.line); err != nil {
		return c.lost(0, err)
	}
	for n := 0; n < len(c.reply); {
		more, err := c.conn.Read(c.reply[n:])
		n += more
		if err := c.check(c.reply[:n]); err != nil {
			return err
		}
		if err != nil && n < len(c.reply) {
			return c.lost(n, err)
		}
	}
	c.next()
	return nil
}

// lost explains why there are only so many bytes of a reply.
func (c *client) lost(n int, err error) error {
	why := "the server does not answer"
	switch {
	case errors.Is(err, io.EOF):
		why = "the server has hung up"
	case !errors.Is(err, os.ErrDeadlineExceeded):
		why = reason(err).Error()
	}
	return fmt.Errorf("message %d has %d of %d bytes of its reply: %s", c.number, n, len(c.reply), why)
}

// close ends the connection with a reset: thousands of ports would otherwise
// stay taken for a minute or more, and there are only so many.
func (c *client) close() {
	c.closing.Do(func() {
		if tcp, ok := c.conn.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		c.conn.Close()
	})
}

// reason returns what is at the bottom of err: "connection refused", say.
func reason(err error) error {
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err
}
