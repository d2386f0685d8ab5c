// Package atonce is an exercise: run exactly N sessions at a time.
package atonce

import (
	"errors"
	"net"
	"time"
)

// A Server looks after Workers clients at a time.
type Server struct {
	Workers int            // how many; at least 1
	Handle  func(net.Conn) // looks after one client until it leaves
}

// Serve accepts clients until the listener is closed.
func (s *Server) Serve(listener net.Listener) {
	// Your code: what must be there before the first client comes?
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			conn.Close() // Your code, in place of this: somebody must look after the client.
		case errors.Is(err, net.ErrClosed):
			return
		default: // out of file descriptors, say: wait for clients to leave
			time.Sleep(time.Second)
		}
	}
}
