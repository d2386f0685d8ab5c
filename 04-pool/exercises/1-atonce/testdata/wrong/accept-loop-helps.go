// fails: TestRunsNAtATime TestAPlaceIsUsedAgain
//
// When all workers are busy, the accept loop helps: that makes N+1.
package atonce

import (
	"errors"
	"net"
	"time"
)

type Server struct {
	Workers int
	Handle  func(net.Conn)
}

func (s *Server) Serve(listener net.Listener) {
	queue := make(chan net.Conn)
	defer close(queue)
	for range s.Workers {
		go s.work(queue)
	}
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			select {
			case queue <- conn:
			default:
				s.Handle(conn)
			}
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
