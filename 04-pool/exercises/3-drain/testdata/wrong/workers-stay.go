// fails: TestLooksAfterWhoComesWithTheClose TestLeavesNoGoroutineBehind TestShutdownAtTheVeryBeginning
//
// Shutdown waits for the clients, and nobody tells the workers that no other will come.
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
}

func (s *Server) Serve() {
	queue := make(chan net.Conn, queueLength)
	for range s.Workers {
		go s.work(queue)
	}
	for {
		conn, err := s.Listener.Accept()
		switch {
		case err == nil:
			s.running.Add(1)
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
		s.running.Done()
	}
}

func (s *Server) Shutdown() {
	s.Listener.Close()
	s.running.Wait()
}
