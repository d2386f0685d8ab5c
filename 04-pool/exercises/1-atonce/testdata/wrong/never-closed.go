// fails: TestLeavesNoGoroutineBehind
//
// Nobody closes the queue: the workers wait for ever for the next client.
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
	for range s.Workers {
		go s.work(queue)
	}
	for {
		conn, err := listener.Accept()
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
