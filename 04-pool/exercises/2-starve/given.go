package starve

import (
	"errors"
	"net"
	"time"
)

// queueLength is how many clients the server accepts before a worker is free for
// them.
const queueLength = 1024

// A Server looks after Workers clients at a time. The others queue.
type Server struct {
	Workers  int           // how many; at least 1
	Patience time.Duration // how long a client may be silent while others queue

	queue chan net.Conn
}

// Serve accepts clients until the listener is closed.
func (s *Server) Serve(listener net.Listener) {
	s.queue = make(chan net.Conn, queueLength)
	defer close(s.queue) // ends the workers
	for range s.Workers {
		go s.work()
	}
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			s.queue <- conn // blocks here while the queue is full
		case errors.Is(err, net.ErrClosed):
			return
		default: // out of file descriptors, say: wait for clients to leave
			time.Sleep(time.Second)
		}
	}
}

// work looks after one client after the other.
func (s *Server) work() {
	for conn := range s.queue { // blocks here while nobody waits
		s.handle(conn) // blocks here until that client leaves, or loses its place
	}
}

// Waiting returns how many clients queue. It may be called by any goroutine.
func (s *Server) Waiting() int { return len(s.queue) }
