// fails: TestTakesAHandlerItHasNeverSeen
//
// The session looks which handler it has, and knows those that there are today.
package handler

import (
	"net"

	"workbook/shared/upper"
)

type Handler any

type Server struct {
	NewHandler func() Handler
}

func (s *Server) Serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go NewSession(conn, s.NewHandler()).Run()
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
		out = s.answer(out[:0], in[:n])
		if rerr != nil {
			out = s.rest(out)
		}
		_, werr := s.conn.Write(out)
		if rerr != nil || werr != nil {
			return
		}
	}
}

func (s *Session) answer(dst, src []byte) []byte {
	switch h := s.handler.(type) {
	case *upper.Stream:
		return h.Append(dst, src)
	case *Count:
		return h.Append(dst, src)
	case *Reverse:
		return h.Append(dst, src)
	}
	return dst
}

func (s *Session) rest(dst []byte) []byte {
	switch h := s.handler.(type) {
	case *upper.Stream:
		return h.Flush(dst)
	case *Count:
		return h.Flush(dst)
	case *Reverse:
		return h.Flush(dst)
	}
	return dst
}
