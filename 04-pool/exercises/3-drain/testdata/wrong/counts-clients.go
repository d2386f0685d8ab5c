// fails: TestLooksAfterWhoComesWithTheClose TestShutdownAtTheVeryBeginning
//
// Shutdown waits for the clients that Serve knows of: one that Accept returns at that
// moment is not among them.
package drain

import (
	"errors"
	"net"
	"sync"
	"time"
)

const queueLength = 64

type Server struct {
	Listener net.Listener
	Workers  int
	Handle   func(net.Conn)

	clients sync.WaitGroup
}

func (s *Server) Serve() {
	queue := make(chan net.Conn, queueLength)
	defer close(queue)
	for range s.Workers {
		go s.work(queue)
	}
	for {
		conn, err := s.Listener.Accept()
		switch {
		case err == nil:
			s.clients.Add(1)
			queue <- conn
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}

func (s *Server) work(queue <-chan net.Conn) {
	for conn := range queue {
		s.Handle(conn)
		s.clients.Done()
	}
}

func (s *Server) Shutdown() {
	s.Listener.Close()
	s.clients.Wait()
}
