// Package handler is an exercise: a server that can be given another answer.
package handler

import (
	"net"

	"workbook/shared/upper"
)

// A Handler turns what one client says into the answers.
type Handler interface {
	// Your code: what Run needs.
}

// A Server accepts clients and starts a session with each.
type Server struct {
	NewHandler func() Handler // makes a handler that has heard nothing yet
}

// Serve accepts clients until the listener is closed.
func (s *Server) Serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go NewSession(conn).Run()
	}
}

// A Session is the server's side of the conversation with one client.
type Session struct {
	conn net.Conn
	text upper.Stream // Your code: any Handler in its place.
}

// NewSession returns a session with the client at the other end of conn.
func NewSession(conn net.Conn) *Session {
	return &Session{conn: conn}
}

// Run answers the client until it leaves, and closes the connection.
func (s *Session) Run() {
	defer s.conn.Close()
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	for {
		n, rerr := s.conn.Read(in)
		out = s.text.Append(out[:0], in[:n])
		if rerr != nil {
			out = s.text.Flush(out)
		}
		_, werr := s.conn.Write(out)
		if rerr != nil || werr != nil {
			return
		}
	}
}
