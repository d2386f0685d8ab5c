// Package overload is an exercise: refuse at once who is too much.
package overload

import (
	"errors"
	"net"
	"time"
)

// A Server looks after Workers clients at a time, while Queue others wait. It refuses
// those who come then.
type Server struct {
	Workers int            // at least 1
	Queue   int            // at least 1
	Handle  func(net.Conn) // looks after one client until it leaves
}

// Serve accepts clients until the listener is closed.
func (s *Server) Serve(listener net.Listener) {
	// Your code: the queue and the workers.
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			conn.Close() // Your code, in place of this: must it be refused?
		case errors.Is(err, net.ErrClosed):
			return
		default: // out of file descriptors, say: wait for clients to leave
			time.Sleep(time.Second)
		}
	}
}
