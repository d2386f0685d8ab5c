// fails: TestFindsSessionsThatStartMeanwhile
//
// A session that starts when Shutdown has gone through the list is never drained.
package shutdown

import (
	"context"
	"errors"
	"net"
	"sync"
)

var ErrServerClosed = errors.New("server closed")

type Server struct {
	running sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener
	sessions map[*Session]bool
	draining bool
}

func (s *Server) Serve(listener net.Listener) error {
	defer listener.Close()
	if !s.start(listener) {
		return ErrServerClosed
	}
	defer s.running.Done()
	for {
		conn, err := listener.Accept()
		if err != nil {
			return ErrServerClosed
		}
		session := s.add(conn)
		s.running.Go(func() { s.run(session) })
	}
}

func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.draining = true
	if s.listener != nil {
		s.listener.Close()
	}
	for session := range s.sessions {
		session.Drain()
	}
	s.mu.Unlock()

	stop := context.AfterFunc(ctx, s.closeAll)
	defer stop()
	s.running.Wait()
	return ctx.Err()
}

func (s *Server) start(listener net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return false
	}
	s.running.Add(1)
	s.listener = listener
	s.sessions = make(map[*Session]bool)
	return true
}

func (s *Server) add(conn net.Conn) *Session {
	session := NewSession(conn)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[session] = true
	return session
}

func (s *Server) run(session *Session) {
	session.Run()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, session)
}

func (s *Server) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for session := range s.sessions {
		session.Close()
	}
}
