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
	queue := make(chan net.Conn)
	defer close(queue) // ends the workers
	for range s.Workers {
		go s.work(queue)
	}
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			queue <- conn // blocks here while all workers are busy
		case errors.Is(err, net.ErrClosed):
			return
		default: // out of file descriptors, say: wait for clients to leave
			time.Sleep(time.Second)
		}
	}
}

// work looks after one client after the other. Nobody else calls Handle, so there
// are never more at a time than workers.
func (s *Server) work(queue <-chan net.Conn) {
	for conn := range queue { // blocks here while nobody waits
		s.Handle(conn) // blocks here until that client leaves
	}
}
