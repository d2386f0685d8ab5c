// fails: TestReturnsWhenAllIsDone
//
// The writer hangs up in its own time, and Run has returned long before.
package halfclose

import (
	"net"

	"workbook/shared/upper"
)

type Session struct {
	conn    net.Conn
	text    upper.Stream
	answers chan []byte
}

func NewSession(conn net.Conn) *Session {
	return &Session{conn: conn, answers: make(chan []byte, 16)}
}

func (s *Session) Run() {
	go s.write()
	s.read()
	close(s.answers)
}

func (s *Session) read() {
	in := make([]byte, 4096)
	for {
		n, err := s.conn.Read(in)
		answer := s.text.Append(nil, in[:n])
		if err != nil {
			answer = s.text.Flush(answer)
		}
		if len(answer) > 0 {
			s.answers <- answer
		}
		if err != nil {
			return
		}
	}
}

func (s *Session) write() {
	defer s.conn.Close()
	for answer := range s.answers {
		s.conn.Write(answer)
	}
}
