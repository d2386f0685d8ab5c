// fails: TestLeavesNoGoroutineBehind
//
// A receive without range goes on when the queue is closed, and gets nil for ever.
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
