// fails: TestWaitingCostsNoGoroutine
//
// Every client gets a goroutine at once, which then waits for a place.
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
	places := make(chan struct{}, s.Workers)
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			go func() {
				places <- struct{}{}
				defer func() { <-places }()
				s.Handle(conn)
			}()
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}
