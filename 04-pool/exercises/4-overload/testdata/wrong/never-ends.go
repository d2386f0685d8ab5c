// fails: TestLeavesNoGoroutineBehind
//
// A receive without range goes on when the queue is closed, and gets nil for ever.
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
	places := make(chan struct{}, s.Workers+s.Queue)
	queue := make(chan net.Conn, cap(places))
	defer close(queue)
	for range s.Workers {
		go s.work(queue, places)
	}
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			select {
			case places <- struct{}{}:
				queue <- conn
			default:
				conn.Close()
			}
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}

func (s *Server) work(queue <-chan net.Conn, places <-chan struct{}) {
	for {
		conn := <-queue
		s.Handle(conn)
		<-places
	}
}
