package check

import (
	"io"
	"net"
	"runtime"
	"slices"
	"sync"
)

// Sessions notes whom a server looks after: the server calls Handle for each
// client.
type Sessions struct {
	mu      sync.Mutex
	running int
	begun   []string
	nobody  bool
}

// Handle stays with a client until it leaves, and says nothing. Code that calls it
// with nil, which is what a closed channel gives for ever, ends there, as by
// runtime.Goexit.
func (s *Sessions) Handle(conn net.Conn) {
	if conn == nil {
		s.noteNobody()
		runtime.Goexit()
	}
	s.begin(conn.RemoteAddr().String())
	defer s.end()
	defer conn.Close()
	io.Copy(io.Discard, conn)
}

func (s *Sessions) begin(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running++
	s.begun = append(s.begun, name)
}

func (s *Sessions) noteNobody() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nobody = true
}

func (s *Sessions) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running--
}

// Running returns how many clients are being looked after.
func (s *Sessions) Running() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.running
}

// Begun returns the names of all that have been looked after, as a Listener gives
// them, in the order in which it began.
func (s *Sessions) Begun() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.begun)
}

// Nobody reports whether Handle has been called with nil.
func (s *Sessions) Nobody() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.nobody
}
