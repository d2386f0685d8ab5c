// fails: TestLooksAfterWhoIsOnTheWay
//
// The queue is full, and Serve gives up on the client that it has in its hand.
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
	once    sync.Once
	stop    chan struct{}
}

func (s *Server) Serve() {
	queue := make(chan net.Conn, queueLength)
	s.stop = make(chan struct{})
	defer close(queue)
	for range s.Workers {
		s.running.Go(func() { s.work(queue) })
	}
	for {
		conn, err := s.Listener.Accept()
		switch {
		case err == nil:
			if len(queue) < cap(queue) {
				queue <- conn
				continue
			}
			select {
			case queue <- conn:
			case <-s.stop:
				conn.Close()
				return
			}
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}

func (s *Server) work(queue <-chan net.Conn) {
	for conn := range queue {
		s.Handle(conn)
	}
}

func (s *Server) Shutdown() {
	s.once.Do(func() { close(s.stop) })
	s.Listener.Close()
	s.running.Wait()
}
