// Package drain is an exercise: shut a pool down, and forget nobody.
package drain

import (
	"errors"
	"net"
	"time"
)

// queueLength is how many clients the server accepts before a worker is free for
// them.
const queueLength = 64

// A Server looks after Workers clients at a time. The others queue.
type Server struct {
	Listener net.Listener   // its clients come from here
	Workers  int            // how many are looked after at a time; at least 1
	Handle   func(net.Conn) // looks after one client until it leaves
	// Your code: what must Serve and Shutdown know of each other?
}

// Serve accepts clients until Shutdown is called.
func (s *Server) Serve() {
	queue := make(chan net.Conn, queueLength)
	// Your code: start the workers. When do they end?
	for {
		conn, err := s.Listener.Accept()
		switch {
		case err == nil:
			queue <- conn // blocks here while the queue is full
		case errors.Is(err, net.ErrClosed): // Shutdown closes the listener
			return
		default: // out of file descriptors, say: wait for clients to leave
			time.Sleep(time.Second)
		}
	}
}

// Shutdown stops accepting, and waits until every client that has been accepted has
// left. It may be called at any time while Serve runs, and more than once.
func (s *Server) Shutdown() {
	// Your code: stop Serve, and wait.
}
