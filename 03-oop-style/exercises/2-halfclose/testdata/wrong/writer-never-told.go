// fails: TestLeavesNoGoroutineBehind TestEndsWhenTheClientIsGone
//
// The answers are counted, so Run knows when all are written; but the writer waits
// for another one, for ever.
package halfclose

import (
	"net"
	"sync"

	"workbook/shared/upper"
)

type Session struct {
	conn    net.Conn
	text    upper.Stream
	owed    sync.WaitGroup
	answers chan []byte
}

func NewSession(conn net.Conn) *Session {
	return &Session{conn: conn, answers: make(chan []byte, 16)}
}

func (s *Session) Run() {
	defer s.conn.Close()
	go s.write()
	s.read()
	s.owed.Wait()
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
			s.owed.Add(1)
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
		s.owed.Done()
	}
}
