package shutdown

import (
	"net"
	"time"

	"workbook/shared/upper"
)

// A Session is the server's side of the conversation with one client.
type Session struct {
	conn net.Conn
	text upper.Stream
}

// NewSession returns a session with the client at the other end of conn. It
// begins with Run.
func NewSession(conn net.Conn) *Session {
	return &Session{conn: conn}
}

// Run answers the client until it leaves, or, after Drain, until it has got its
// answer. Run closes the connection.
func (s *Session) Run() {
	defer s.conn.Close()
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	for {
		n, rerr := s.conn.Read(in)
		out = s.text.Append(out[:0], in[:n])
		if rerr != nil { // io.EOF, or Drain's deadline
			out = s.text.Flush(out)
		}
		_, werr := s.conn.Write(out) // blocks here while the client does not read
		if rerr != nil || werr != nil {
			return
		}
	}
}

// Drain lets Run write the answer that it owes, and end. It may be called at any
// time, by any goroutine, more than once.
func (s *Session) Drain() {
	s.conn.SetReadDeadline(time.Now()) // to keep this short: the lesson says what a moment more is good for
}

// Close ends the conversation at once, whatever Run is doing. Like Drain, it may
// be called at any time, by any goroutine, more than once.
func (s *Session) Close() {
	s.conn.Close()
}
