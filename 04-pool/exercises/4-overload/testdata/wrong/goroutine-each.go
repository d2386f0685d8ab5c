// fails: TestWaitingCostsNoGoroutine
//
// The numbers are right, but every client who waits has a goroutine.
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
	present := make(chan struct{}, s.Workers+s.Queue)
	working := make(chan struct{}, s.Workers)
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			select {
			case present <- struct{}{}:
				go func() {
					working <- struct{}{}
					s.Handle(conn)
					<-working
					<-present
				}()
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
