// fails: TestAPlaceIsUsedAgain TestLeavesNoGoroutineBehind
//
// The semaphore is released twice: the second time, it gives away the place of
// somebody who is still there, or waits for ever.
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
			places <- struct{}{}
			go func() {
				defer func() { <-places }()
				s.Handle(conn)
				<-places
			}()
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}
