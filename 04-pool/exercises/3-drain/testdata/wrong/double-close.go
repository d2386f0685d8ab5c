// fails: TestShutdownTwice
//
// The second call of Shutdown closes a channel that is closed already.
package drain

import (
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
	stop    chan struct{}
}

func (s *Server) Serve() {
	queue := make(chan net.Conn, queueLength)
	s.stop = make(chan struct{})
	defer close(queue)
	for range s.Workers {
		s.running.Go(func() { s.work(queue) })
	}
	for {
		conn, err := s.Listener.Accept()
		switch {
		case err == nil:
			queue <- conn
		default:
			select {
			case <-s.stop:
				return
			case <-time.After(time.Second):
			}
		}
	}
}

func (s *Server) work(queue <-chan net.Conn) {
	for conn := range queue {
		s.Handle(conn)
	}
}

func (s *Server) Shutdown() {
	close(s.stop)
	s.Listener.Close()
	s.running.Wait()
}
