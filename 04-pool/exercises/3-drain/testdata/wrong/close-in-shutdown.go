// fails: TestLooksAfterWhoIsOnTheWay TestLooksAfterWhoComesWithTheClose TestShutdownTwice TestShutdownAtTheVeryBeginning
//
// Shutdown closes the queue. If Serve just waits for room in it, its send panics.
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

	running sync.WaitGroup
	queue   chan net.Conn
}

func (s *Server) Serve() {
	s.queue = make(chan net.Conn, queueLength)
	for range s.Workers {
		s.running.Go(func() { s.work() })
	}
	for {
		conn, err := s.Listener.Accept()
		switch {
		case err == nil:
			s.queue <- conn
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}

func (s *Server) work() {
	for conn := range s.queue {
		s.Handle(conn)
	}
}

func (s *Server) Shutdown() {
	s.Listener.Close()
	close(s.queue)
	s.running.Wait()
}
