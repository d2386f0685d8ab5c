// fails: TestABurstFindsItsRoom
//
// A worker counts the client that it has taken. Until then, the client has no place.
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
	var busy atomic.Int64
	queue := make(chan net.Conn, s.Workers+s.Queue+1)
	defer close(queue)
	for range s.Workers {
		go func() {
			for conn := range queue {
				busy.Add(1)
				s.Handle(conn)
				busy.Add(-1)
			}
		}()
	}
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			if busy.Load() < int64(s.Workers) || len(queue) < s.Queue {
				queue <- conn
			} else {
				conn.Close()
			}
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}
