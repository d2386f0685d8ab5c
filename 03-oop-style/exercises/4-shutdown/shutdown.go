// Package shutdown is an exercise: a server that can be shut down gracefully.
package shutdown

import (
	"context"
	"errors"
	"net"
	"sync"
)

// ErrServerClosed is what Serve returns after a call of Shutdown.
var ErrServerClosed = errors.New("server closed")

// A Server accepts clients and owns its sessions with them. It serves one
// listener, once.
type Server struct {
	mu       sync.Mutex // guards what follows
	listener net.Listener
	sessions map[*Session]bool
}

// Serve accepts clients until Shutdown is called. It closes the listener and
// returns ErrServerClosed; sessions may still be running then.
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

// Shutdown stops accepting, lets every session write the answer that it owes, and
// waits until all have ended. When ctx is done, it closes the sessions that are
// left and returns ctx.Err(). It may be called more than once, and before Serve.
func (s *Server) Shutdown(ctx context.Context) error {
	// Your code, here and in the methods around it.
	return nil
}

// start notes what Serve serves. It returns false if Serve must not begin.
func (s *Server) start(listener net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listener = listener
	s.sessions = make(map[*Session]bool)
	return true
}

// add makes a session known to the server, so that Shutdown finds it.
func (s *Server) add(conn net.Conn) *Session {
	session := NewSession(conn)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[session] = true
	return session
}

// run runs a session to its end and forgets it.
func (s *Server) run(session *Session) {
	session.Run()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, session)
}
