// fails: TestEndsWhenTheClientIsGone
//
// The writer returns when a Write fails, and the reader waits for ever for room in the
// channel.
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
		if _, err := s.conn.Write(answer); err != nil {
			return
		}
	}
}
