// fails: TestClosesAfterTheLastAnswer
//
// Everything is answered, but the connection stays open: the client waits for the
// end, and the server loses a file descriptor for good.
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
	var writing sync.WaitGroup
	writing.Go(s.write)
	s.read()
	close(s.answers)
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
			s.answers <- answer
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
