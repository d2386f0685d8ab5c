// fails: TestReadsOnWhileTheClientIsSlow
//
// Nothing is lost, but the session does one thing at a time: it does not read while it
// writes.
package halfclose

import (
	"net"
	"sync"

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
	defer s.conn.Close()
	var writing sync.WaitGroup
	s.read()
	writing.Wait()
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
			s.conn.Write(answer)
		}
		if err != nil {
			return
		}
	}
}

func (s *Session) write() {
	for answer := range s.answers {
		s.conn.Write(answer)
	}
}
