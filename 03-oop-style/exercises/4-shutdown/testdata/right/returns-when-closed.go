// When ctx is done, Shutdown closes the sessions, and returns before they have ended.
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
	running sync.WaitGroup // Serve, and every session that it has started

	mu       sync.Mutex // guards what follows
	listener net.Listener
	sessions map[*Session]bool
	draining bool // Shutdown has been called
}

// Serve accepts clients until Shutdown is called. It closes the listener and
// returns ErrServerClosed; sessions may still be running then.
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

// Shutdown stops accepting, lets every session write the answer that it owes, and
// waits until all have ended. When ctx is done, it closes the sessions that are
// left and returns ctx.Err(). It may be called more than once, and before Serve.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.draining = true // from now on, start and add know
	if s.listener != nil {
		s.listener.Close()
	}
	for session := range s.sessions {
		session.Drain()
	}
	s.mu.Unlock() // or no session could end

	ended := make(chan bool)
	go func() {
		s.running.Wait() // blocks here until Serve and the last session have ended
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		s.closeAll()
		return ctx.Err()
	}
}

// start notes what Serve serves. It returns false if Serve must not begin.
func (s *Server) start(listener net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return false
	}
	s.running.Add(1) // with the lock: Shutdown either waits for Serve, or start returns false
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
	if s.draining { // Shutdown has not seen this one
		session.Drain()
	}
	return session
}

// run runs a session to its end and forgets it.
func (s *Server) run(session *Session) {
	session.Run()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, session)
}

// closeAll ends every session, whatever it is doing.
func (s *Server) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for session := range s.sessions {
		session.Close()
	}
}
