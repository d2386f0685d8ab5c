// fails: TestLooksAfterWhoIsOnTheWay
//
// When the server shuts down, the client in Serve's hand gets a goroutine of its own:
// then one more is looked after than there are workers.
package drain

import (
	"errors"
	"net"
	"sync"
	"time"
)

const queueLength = 64

type Server struct {
	Listener net.Listener
	Workers  int
	Handle   func(net.Conn)

	running sync.WaitGroup
	begin   sync.Once
	end     sync.Once
	closing chan struct{}
}

func (s *Server) Serve() {
	s.init()
	queue := make(chan net.Conn, queueLength)
	defer close(queue)
	for range s.Workers {
		s.running.Go(func() { s.work(queue) })
	}
	for {
		conn, err := s.Listener.Accept()
		switch {
		case err == nil:
			select {
			case queue <- conn:
			case <-s.closing:
				s.running.Go(func() { s.Handle(conn) })
			}
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}

func (s *Server) init() { s.begin.Do(func() { s.closing = make(chan struct{}) }) }

func (s *Server) work(queue <-chan net.Conn) {
	for conn := range queue {
		s.Handle(conn)
	}
}

func (s *Server) Shutdown() {
	s.init()
	s.end.Do(func() { close(s.closing) })
	s.Listener.Close()
	s.running.Wait()
}
