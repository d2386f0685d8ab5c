// fails: TestRefusesWhoIsOneTooMany TestAPlaceIsFreeAgain TestABurstFindsItsRoom
//
// The send waits for room, and nobody is in Accept meanwhile.
package overload

import (
	"errors"
	"net"
	"time"
)

type Server struct {
	Workers int
	Queue   int
	Handle  func(net.Conn)
}

func (s *Server) Serve(listener net.Listener) {
	queue := make(chan net.Conn, s.Queue)
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
	for conn := range queue {
		s.Handle(conn)
	}
}
