package main

import (
	"context"
	"errors"
	"log"
	"net"
	"sync"
	"time"
)

// ErrServerClosed is what Serve returns after a call of Shutdown.
var ErrServerClosed = errors.New("server closed")

// A Server accepts clients and deals them out to its event loops. It serves one
// listener, once.
type Server struct {
	Loops int // how many event loops share the sessions; must be at least 1

	newPoller func() (poller, error) // nil: the best there is on this system
	running   sync.WaitGroup         // every loop

	mu       sync.Mutex // guards what follows
	loops    []*loop
	draining bool
	closed   bool // and its patience is at an end
}

// Serve runs the event loops until, after a call of Shutdown, the last session
// has ended. It closes the listener and returns ErrServerClosed, or, if it
// could not begin, the reason.
func (s *Server) Serve(listener net.Listener) error {
	defer listener.Close()
	if err := s.start(listener); err != nil {
		return err
	}
	log.Printf("listening on %s", listener.Addr()) // from now on, Shutdown waits for the loops
	s.running.Wait()                               // blocks here until every loop has ended
	return ErrServerClosed
}

// Shutdown stops accepting, lets every session answer what its client has sent
// so far, and waits until all have ended. When ctx is done it waits no longer:
// it closes the connections that are left and returns ctx.Err().
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	if len(s.loops) > 0 && !s.draining {
		first := s.loops[0]
		time.AfterFunc(lastCall, func() { first.do(first.stopAccepting) })
	}
	s.draining = true
	s.mu.Unlock()

	stop := context.AfterFunc(ctx, s.closeAll)
	defer stop()
	s.running.Wait() // blocks here until the last session has ended
	return ctx.Err()
}

// start makes the loops and runs them, unless Shutdown has been called.
func (s *Server) start(listener net.Listener) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return ErrServerClosed
	}
	if s.newPoller == nil {
		s.newPoller = newPoller
	}
	loops, err := s.makeLoops(listener)
	if err != nil {
		for _, l := range loops {
			l.poller.close()
		}
		return err
	}
	for _, l := range loops {
		s.running.Go(l.run)
	}
	s.loops = loops
	return nil
}

// makeLoops makes the loops, the first of which accepts clients for all.
func (s *Server) makeLoops(listener net.Listener) (loops []*loop, err error) {
	for range s.Loops {
		poller, err := s.newPoller()
		if err != nil {
			return loops, err
		}
		loops = append(loops, newLoop(poller))
	}
	return loops, loops[0].listen(listener, loops)
}

// closeAll ends every session, whatever it is doing.
func (s *Server) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed { // the loops may have ended, and would not hear a call
		return
	}
	s.closed = true
	for _, l := range s.loops {
		l.do(l.closeAll)
	}
}
