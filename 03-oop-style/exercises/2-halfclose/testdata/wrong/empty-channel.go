// fails: TestAnswersAllThatWasSaid TestAnswersWhileTheClientGoesOn TestReadsOnWhileTheClientIsSlow TestClosesAfterTheLastAnswer TestReturnsWhenAllIsDone
//
// The channel is empty, but the last answer is not written yet.
package halfclose

import (
	"net"
	"time"

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
	defer close(s.answers)
	go s.write()
	s.read()
	for len(s.answers) > 0 {
		time.Sleep(time.Millisecond)
	}
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
