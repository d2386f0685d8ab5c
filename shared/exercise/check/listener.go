package check

import (
	"fmt"
	"net"
	"sync"
	"sync/atomic"
)

// A Listener is a net.Listener in memory, for use in a bubble: unlike sockets, its
// connections, which are those of net.Pipe, take part in the bubble's rest. The
// RemoteAddr of the first client is "client 1", and so on.
type Listener struct {
	arrivals chan arrival
	clients  []net.Conn
	accepted atomic.Int64
	once     sync.Once
	closed   chan struct{}
}

// An arrival is what one call of Accept returns.
type arrival struct {
	conn net.Conn
	err  error
}

// NewListener returns a listener. It must be called in the bubble.
func NewListener() *Listener {
	return &Listener{arrivals: make(chan arrival, 4096), closed: make(chan struct{})}
}

// Dial returns a client's end of a new connection. As with TCP, it need not have
// been accepted yet.
func (l *Listener) Dial() net.Conn {
	client, server := net.Pipe()
	l.clients = append(l.clients, client)
	l.arrivals <- arrival{conn: remote{server, addr(fmt.Sprint("client ", len(l.clients)))}}
	return client
}

// Fail makes a call of Accept return an error, when it is its turn.
func (l *Listener) Fail(err error) { l.arrivals <- arrival{err: err} }

// End closes the listener and every client's end of a connection.
func (l *Listener) End() {
	l.Close()
	for _, client := range l.clients {
		client.Close()
	}
}

// Accept returns the next connection, or the error given to Fail. Once the
// listener is closed it returns net.ErrClosed.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case <-l.closed: // even if somebody is there
		return nil, net.ErrClosed
	default:
	}
	select {
	case <-l.closed:
		return nil, net.ErrClosed
	case next := <-l.arrivals:
		if next.err == nil {
			l.accepted.Add(1)
		}
		return next.conn, next.err
	}
}

// Accepted returns how many clients have been accepted.
func (l *Listener) Accepted() int { return int(l.accepted.Load()) }

// Close makes Accept return net.ErrClosed. It may be called more than once.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr returns an address that nobody can dial.
func (l *Listener) Addr() net.Addr { return addr("memory") }

// A remote is a server's end of a connection, whose other end has a name.
type remote struct {
	net.Conn
	name addr
}

func (r remote) RemoteAddr() net.Addr { return r.name }

// Write writes nothing without waiting, as a socket does. A pipe waits for a reader
// even then.
func (r remote) Write(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	return r.Conn.Write(b)
}

type addr string

func (a addr) Network() string { return "memory" }
func (a addr) String() string  { return string(a) }
