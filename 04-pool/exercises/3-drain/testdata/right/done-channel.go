// Serve itself waits for the workers, and then says so to everybody who shuts down.
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

	once sync.Once
	done chan struct{} // closed when the last worker has ended
}

// ended returns the channel, whoever asks first.
func (s *Server) ended() chan struct{} {
	s.once.Do(func() { s.done = make(chan struct{}) })
	return s.done
}

func (s *Server) Serve() {
	queue := make(chan net.Conn, queueLength)
	finished := make(chan struct{}) // gets a value from each worker
	for range s.Workers {
		go func() {
			for conn := range queue {
				s.Handle(conn)
			}
			finished <- struct{}{}
		}()
	}
	s.accept(queue)
	close(queue)
	for range s.Workers {
		<-finished
	}
	close(s.ended())
}

func (s *Server) accept(queue chan<- net.Conn) {
	for {
		conn, err := s.Listener.Accept()
		switch {
		case err == nil:
			queue <- conn
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}

func (s *Server) Shutdown() {
	s.Listener.Close()
	<-s.ended()
}
