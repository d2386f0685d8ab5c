// fails: TestAFailedAcceptCostsNoPlace
//
// The place is taken before Accept, and not given back when Accept fails.
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
		places <- struct{}{}
		conn, err := listener.Accept()
		switch {
		case err == nil:
			go func() {
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
