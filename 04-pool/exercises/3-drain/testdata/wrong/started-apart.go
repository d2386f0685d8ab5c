// fails: TestShutdownAtTheVeryBeginning
//
// A second goroutine starts the workers, and Shutdown may look before it has.
package drain

import (
	"errors"
	"net"
	"sync"
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

	running sync.WaitGroup // the workers
}

// Serve accepts clients until Shutdown is called.
func (s *Server) Serve() {
	queue := make(chan net.Conn, queueLength)
	defer close(queue) // by the one who sends: nothing will be sent any more
	go func() {
		for range s.Workers {
			s.running.Go(func() { s.work(queue) })
		}
	}()
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

// work looks after one client after the other, until the queue is closed and empty.
func (s *Server) work(queue <-chan net.Conn) {
	for conn := range queue { // blocks here while nobody waits
		s.Handle(conn) // blocks here until that client leaves
	}
}

// Shutdown stops accepting, and waits until every client that has been accepted has
// left. It may be called at any time while Serve runs, and more than once.
func (s *Server) Shutdown() {
	s.Listener.Close()
	s.running.Wait() // blocks here until the last worker has ended
}
