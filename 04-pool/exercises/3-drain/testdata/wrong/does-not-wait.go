// fails: TestLooksAfterWhoComesWithTheClose TestShutdownWaits TestShutdownTwice TestShutdownAtTheVeryBeginning
//
// Shutdown stops Serve, and leaves at once: in main, that ends the program.
package drain

import (
	"errors"
	"net"
	"time"
)

const queueLength = 64

type Server struct {
	Listener net.Listener
	Workers  int
	Handle   func(net.Conn)
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
	}
}

func (s *Server) Shutdown() {
	s.Listener.Close()
}
