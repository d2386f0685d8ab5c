// fails: TestLooksAfterTheQueue TestLooksAfterWhoIsOnTheWay TestLooksAfterWhoComesWithTheClose TestShutdownAtTheVeryBeginning
//
// The workers end when a channel says stop, whoever is still in the queue.
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
	for range s.Workers {
		s.running.Go(func() { s.work(queue) })
	}
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

func (s *Server) work(queue <-chan net.Conn) {
	for {
		select {
		case conn := <-queue:
			s.Handle(conn)
		case <-s.stop:
			return
		}
	}
}

func (s *Server) Shutdown() {
	s.once.Do(func() { close(s.stop) })
	s.Listener.Close()
	s.running.Wait()
}
