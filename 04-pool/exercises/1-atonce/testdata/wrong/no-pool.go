// fails: TestRunsNAtATime TestAPlaceIsUsedAgain TestWaitingCostsNoGoroutine
//
// Every client is looked after at once, as in stage 02: nothing has a limit.
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
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			go s.Handle(conn)
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}
