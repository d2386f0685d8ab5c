// fails: TestAPlaceIsUsedAgain
//
// A worker ends with its first client: it has no loop.
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
		go func() {
			if conn, ok := <-queue; ok {
				s.Handle(conn)
			}
		}()
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
