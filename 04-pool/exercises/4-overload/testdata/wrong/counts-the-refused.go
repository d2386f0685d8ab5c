// fails: TestAPlaceIsFreeAgain
//
// A client who is refused is counted as present, and never leaves.
package overload

import (
	"errors"
	"net"
	"sync/atomic"
	"time"
)

type Server struct {
	Workers int
	Queue   int
	Handle  func(net.Conn)
}

func (s *Server) Serve(listener net.Listener) {
	var present atomic.Int64
	queue := make(chan net.Conn, s.Workers+s.Queue)
	defer close(queue)
	for range s.Workers {
		go func() {
			for conn := range queue {
				s.Handle(conn)
				present.Add(-1)
			}
		}()
	}
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			if present.Add(1) > int64(s.Workers+s.Queue) {
				conn.Close()
				continue
			}
			queue <- conn
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}
