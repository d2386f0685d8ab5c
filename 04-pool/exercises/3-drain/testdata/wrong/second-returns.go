// fails: TestShutdownTwice
//
// The second call of Shutdown takes for done what the first has only begun.
package drain

import (
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const queueLength = 64

type Server struct {
	Listener net.Listener
	Workers  int
	Handle   func(net.Conn)

	running sync.WaitGroup
	closing atomic.Bool
}

func (s *Server) Serve() {
	queue := make(chan net.Conn, queueLength)
	defer close(queue)
	for range s.Workers {
		s.running.Go(func() { s.work(queue) })
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
	if s.closing.Swap(true) {
		return
	}
	s.Listener.Close()
	s.running.Wait()
}
