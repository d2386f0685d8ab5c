// A number counts the places: Serve adds before it sends, a worker takes away when the
// client has left.
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
	room := s.Workers + s.Queue
	queue := make(chan net.Conn, room)
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
		case err == nil && present.Load() < int64(room):
			present.Add(1)
			queue <- conn
		case err == nil:
			conn.Close()
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}
