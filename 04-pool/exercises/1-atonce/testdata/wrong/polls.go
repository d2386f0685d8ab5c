// fails: TestAPlaceIsUsedAgain
//
// The accept loop sleeps and looks again until there is room.
package atonce

import (
	"errors"
	"net"
	"sync/atomic"
	"time"
)

type Server struct {
	Workers int
	Handle  func(net.Conn)
}

func (s *Server) Serve(listener net.Listener) {
	var running atomic.Int64
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			for running.Load() >= int64(s.Workers) {
				time.Sleep(time.Millisecond)
			}
			running.Add(1)
			go func() {
				defer running.Add(-1)
				s.Handle(conn)
			}()
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}
