package check

import (
	"fmt"
	"net"
	"os"
	"runtime"
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
	waiting  atomic.Int64
	overruns atomic.Int64
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
	l.connect(client, server)
	return client
}

// connect lets a client come whose ends of the connection are given.
func (l *Listener) connect(client, server net.Conn) {
	l.clients = append(l.clients, client)
	l.arrivals <- arrival{conn: remote{server, addr(fmt.Sprint("client ", len(l.clients)))}}
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

// spins is how many calls that are bound to fail tell a loop that has no end.
const spins = 100

// crowd is how many goroutines that wait at once tell a loop that starts them
// without end.
const crowd = 10_000

// Accept returns the next connection, or the error given to Fail. Once the
// listener is closed it returns net.ErrClosed. Code that calls it again and again
// even then ends there, as by runtime.Goexit.
func (l *Listener) Accept() (net.Conn, error) {
	if l.waiting.Add(1) > crowd { // nothing else stops such a loop before memory is full
		fmt.Fprintln(os.Stderr, "fatal error: thousands of goroutines wait in Accept: your code starts them in a loop without waiting for a client")
		os.Exit(1)
	}
	defer l.waiting.Add(-1)
	if !l.Closed() { // even if somebody is there
		select {
		case <-l.closed:
		case next := <-l.arrivals:
			if next.err == nil {
				l.accepted.Add(1)
			}
			return next.conn, next.err
		}
	}
	if l.overruns.Add(1) > spins {
		runtime.Goexit()
	}
	return nil, net.ErrClosed
}

// Accepting returns how many goroutines wait in Accept.
func (l *Listener) Accepting() int { return int(l.waiting.Load()) }

// Accepted returns how many clients have been accepted.
func (l *Listener) Accepted() int { return int(l.accepted.Load()) }

// Close makes Accept return net.ErrClosed. It may be called more than once.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Closed reports whether Close has been called.
func (l *Listener) Closed() bool {
	select {
	case <-l.closed:
		return true
	default:
		return false
	}
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
