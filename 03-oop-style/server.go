package main

import (
	"context"
	"errors"
	"log"
	"net"
	"os"
	"sync"
	"time"
)

// ErrServerClosed is what Serve returns after a call of Shutdown.
var ErrServerClosed = errors.New("server closed")

// lastCall is how long a server that shuts down looks for clients and for text
// that came before the call of Shutdown and that it has not seen yet.
const lastCall = 100 * time.Millisecond

// lastLooks is how often it looks. On a busy machine, the time for a look may be
// over before the look begins: then it sees nothing, whatever there is.
const lastLooks = 2

// A Listener is a net.Listener whose Accept can be given a deadline, as that of
// a *net.TCPListener can.
type Listener interface {
	net.Listener
	SetDeadline(time.Time) error
}

// A Server accepts clients and owns its sessions with them. It serves one
// listener, once.
type Server struct {
	running sync.WaitGroup // Serve, and every goroutine it has started

	mu       sync.Mutex // guards what follows
	listener Listener
	sessions map[*Session]bool
	draining bool // Shutdown has been called
	closed   bool // and its patience is at an end
}

// Serve accepts clients until Shutdown is called, and returns ErrServerClosed
// then, or until somebody else closes the listener, and returns the error of
// that. It closes the listener; sessions may still be running when it returns.
func (s *Server) Serve(listener Listener) error {
	if !s.start(listener) {
		listener.Close()
		return ErrServerClosed
	}
	defer s.running.Done()
	defer listener.Close()
	log.Printf("listening on %s", listener.Addr()) // from now on, Shutdown waits for Serve
	for looks := 1; ; {
		conn, err := listener.Accept() // blocks here until a client has connected
		switch {
		case err == nil:
			session := s.add(conn)
			s.running.Go(func() { s.run(session) })
		case errors.Is(err, os.ErrDeadlineExceeded) && looks < lastLooks: // Shutdown's deadline
			looks++
			listener.SetDeadline(time.Now().Add(lastCall))
		case errors.Is(err, os.ErrDeadlineExceeded):
			return ErrServerClosed
		case errors.Is(err, net.ErrClosed): // not by Shutdown
			return err
		default: // out of file descriptors, say: wait for clients to leave
			log.Print(err)
			time.Sleep(time.Second)
		}
	}
}

// Shutdown stops accepting, lets every session answer what its client has sent
// so far, and waits until all have ended. When ctx is done it waits no longer:
// it closes the connections that are left and returns ctx.Err().
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.draining = true
	if s.listener != nil {
		s.listener.SetDeadline(time.Now().Add(lastCall))
	}
	for session := range s.sessions {
		session.Drain()
	}
	s.mu.Unlock()

	stop := context.AfterFunc(ctx, s.closeAll)
	defer stop()
	s.running.Wait() // blocks here until the last session has ended
	return ctx.Err()
}

// start notes that Serve is running, unless Shutdown has been called.
func (s *Server) start(listener Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return false
	}
	s.listener = listener
	s.sessions = make(map[*Session]bool)
	s.running.Add(1)
	return true
}

// add makes a session known to the server, so that Shutdown finds it.
func (s *Server) add(conn net.Conn) *Session {
	session := NewSession(conn)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[session] = true
	if s.draining {
		session.Drain()
	}
	if s.closed {
		session.Close()
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
	s.closed = true
	if s.listener != nil {
		s.listener.SetDeadline(time.Now())
	}
	for session := range s.sessions {
		session.Close()
	}
}
