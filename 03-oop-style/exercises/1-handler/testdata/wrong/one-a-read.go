// fails: TestAHandlerHearsTheWholeConversation TestAnswersWhatIsLeftAtTheEnd
//
// Each read gets a new handler, which has forgotten what was said before.
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
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go NewSession(conn, s.NewHandler).Run()
	}
}

type Session struct {
	conn       net.Conn
	newHandler func() Handler
}

func NewSession(conn net.Conn, newHandler func() Handler) *Session {
	return &Session{conn: conn, newHandler: newHandler}
}

func (s *Session) Run() {
	defer s.conn.Close()
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	for {
		handler := s.newHandler()
		n, rerr := s.conn.Read(in)
		out = handler.Append(out[:0], in[:n])
		if rerr != nil {
			out = handler.Flush(out)
		}
		_, werr := s.conn.Write(out)
		if rerr != nil || werr != nil {
			return
		}
	}
}
