// fails: TestLeavesNoGoroutineBehind
//
// A receive without range goes on when the queue is closed, and gets nil for ever.
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
	for {
		conn := <-queue
		s.Handle(conn)
	}
}

func (s *Server) Shutdown() {
	s.Listener.Close()
	s.running.Wait()
}
