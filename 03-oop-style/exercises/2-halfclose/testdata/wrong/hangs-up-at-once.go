// fails: TestAnswersAllThatWasSaid TestAnswersWhileTheClientGoesOn TestReadsOnWhileTheClientIsSlow TestClosesAfterTheLastAnswer TestReturnsWhenAllIsDone
//
// The end of the input is taken for the end of the conversation.
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
	defer s.conn.Close()
	defer close(s.answers)
	go s.write()
	s.read()
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
