// fails: TestLetsSessionsFinish TestForcesSessionsThatDoNotEnd TestFindsSessionsThatStartMeanwhile TestCountsSessionsBeforeTheyBegin TestMayBeCalledTwice
//
// Shutdown tells everybody to end, and does not wait until they have.
package shutdown

import (
	"context"
	"errors"
	"net"
	"sync"
)

var ErrServerClosed = errors.New("server closed")

type Server struct {
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
	for {
		conn, err := listener.Accept()
		if err != nil {
			return ErrServerClosed
		}
		session := s.add(conn)
		go s.run(session)
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

	return ctx.Err()
}

func (s *Server) start(listener net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return false
	}
	s.listener = listener
	s.sessions = make(map[*Session]bool)
	return true
}

func (s *Server) add(conn net.Conn) *Session {
	session := NewSession(conn)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[session] = true
	if s.draining {
		session.Drain()
	}
	return session
}

func (s *Server) run(session *Session) {
	session.Run()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, session)
}
