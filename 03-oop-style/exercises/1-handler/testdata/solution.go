// Package handler is an exercise: a server that can be given another answer.
package handler

import "net"

// A Handler turns what one client says into the answers.
type Handler interface {
	// Append appends to dst the answer to src, as far as it can be given already.
	Append(dst, src []byte) []byte
	// Flush appends to dst what remains to be answered when the input has ended.
	Flush(dst []byte) []byte
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
		go NewSession(conn, s.NewHandler()).Run()
	}
}

// A Session is the server's side of the conversation with one client.
type Session struct {
	conn    net.Conn
	handler Handler // its own: it remembers what this client has said
}

// NewSession returns a session with the client at the other end of conn, whom
// handler answers.
func NewSession(conn net.Conn, handler Handler) *Session {
	return &Session{conn: conn, handler: handler}
}

// Run answers the client until it leaves, and closes the connection.
func (s *Session) Run() {
	defer s.conn.Close()
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	for {
		n, rerr := s.conn.Read(in)
		out = s.handler.Append(out[:0], in[:n])
		if rerr != nil {
			out = s.handler.Flush(out)
		}
		_, werr := s.conn.Write(out)
		if rerr != nil || werr != nil {
			return
		}
	}
}
