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
	places := make(chan struct{}, s.Workers+s.Queue) // holds a value for each that is taken
	queue := make(chan net.Conn, cap(places))        // so that who has a place can be sent
	defer close(queue)                               // ends the workers
	for range s.Workers {
		go s.work(queue, places)
	}
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			select {
			case places <- struct{}{}:
				queue <- conn
			default: // all are taken
				conn.Close()
			}
		case errors.Is(err, net.ErrClosed):
			return
		default: // out of file descriptors, say: wait for clients to leave
			time.Sleep(time.Second)
		}
	}
}

// work looks after one client after the other: the one that has waited longest.
func (s *Server) work(queue <-chan net.Conn, places <-chan struct{}) {
	for conn := range queue { // blocks here while nobody waits
		s.Handle(conn) // blocks here until that client leaves
		<-places
	}
}
