// fails: TestNoTwoSessionsShareAHandler
//
// The server makes one handler, and all sessions share it.
package handler

import "net"

type Handler interface {
	Append(dst, src []byte) []byte
	Flush(dst []byte) []byte
}

type Server struct {
	NewHandler func() Handler
}

func (s *Server) Serve(listener net.Listener) {
	handler := s.NewHandler()
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go NewSession(conn, handler).Run()
	}
}

type Session struct {
	conn    net.Conn
	handler Handler
}

func NewSession(conn net.Conn, handler Handler) *Session {
	return &Session{conn: conn, handler: handler}
}

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
