package main

import (
	"errors"
	"log"
	"net"
	"os"
	"sync/atomic"
	"time"

	"workbook/shared/upper"
)

// A Session is the server's side of the conversation with one client.
type Session struct {
	conn     net.Conn
	text     upper.Stream
	draining atomic.Bool
}

// NewSession returns a session with the client at the other end of conn. It
// begins with Run.
func NewSession(conn net.Conn) *Session {
	return &Session{conn: conn}
}

// Run answers the client until it leaves, or, after Drain, until it has been
// answered. Run closes the connection.
func (s *Session) Run() {
	defer s.conn.Close()
	log.Printf("%s connected", s.conn.RemoteAddr())
	defer log.Printf("%s disconnected", s.conn.RemoteAddr())

	lastLook := lastCall
	if s.draining.Load() { // many may have queued, and what they have sent came long ago
		lastLook = lastCall / 10
	}
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	looks := 1
	for turn := 1; ; turn++ {
		if s.draining.Load() { // look again: Write may have taken long
			s.conn.SetReadDeadline(time.Now().Add(lastLook))
		}
		n, rerr := s.conn.Read(in) // blocks here until the client speaks or leaves
		if errors.Is(rerr, os.ErrDeadlineExceeded) && looks < lastLooks {
			looks++
			continue
		}
		looks = 1
		out = s.text.Append(out[:0], in[:n])
		if rerr != nil { // io.EOF, or Drain's deadline: nothing more will come
			out = s.text.Flush(out)
		}
		_, werr := s.conn.Write(out) // blocks here while the client does not read
		if rerr != nil || werr != nil {
			return
		}
		if n == len(in) && turn%128 == 0 { // a flood: rest, so that Go looks who else has spoken
			time.Sleep(time.Millisecond) // without it, others wait 20 ms (p99), not 4
		}
	}
}

// Drain lets Run answer what the client has sent so far, and end when the client
// pauses. It may be called at any time, by any goroutine.
func (s *Session) Drain() {
	s.draining.Store(true)
	s.conn.SetReadDeadline(time.Now().Add(lastCall))
}

// Close ends the conversation at once. Like Drain, it may be called at any
// time, by any goroutine.
func (s *Session) Close() {
	s.conn.Close()
}
