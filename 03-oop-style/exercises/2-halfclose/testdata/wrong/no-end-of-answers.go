// fails: TestAnswersAllThatWasSaid TestAnswersWhileTheClientGoesOn TestReadsOnWhileTheClientIsSlow TestClosesAfterTheLastAnswer TestReturnsWhenAllIsDone TestLeavesNoGoroutineBehind TestEndsWhenTheClientIsGone
//
// The writer waits for another answer, and Run waits for the writer.
package halfclose

import (
	"net"
	"sync"

	"workbook/shared/upper"
)

// A Session is the server's side of the conversation with one client. It reads
// and writes at the same time.
type Session struct {
	conn    net.Conn
	text    upper.Stream
	answers chan []byte // from read to write
}

// NewSession returns a session with the client at the other end of conn.
func NewSession(conn net.Conn) *Session {
	return &Session{conn: conn, answers: make(chan []byte, 16)}
}

// Run answers all that the client says until it closes its half or leaves. Then
// it closes the connection.
func (s *Session) Run() {
	defer s.conn.Close() // only now the client sees the end of the answers
	var writing sync.WaitGroup
	writing.Go(s.write)
	s.read()
	writing.Wait() // blocks here until the last one is written
}

// read hands the answers to write until the input has ended.
func (s *Session) read() {
	in := make([]byte, 4096)
	for {
		n, err := s.conn.Read(in)
		answer := s.text.Append(nil, in[:n])
		if err != nil { // io.EOF: the client has said all it had to say
			answer = s.text.Flush(answer)
		}
		if len(answer) > 0 {
			s.answers <- answer // blocks here while the client is slow and the channel is full
		}
		if err != nil {
			return
		}
	}
}

// write writes the answers in their order.
func (s *Session) write() {
	for answer := range s.answers {
		s.conn.Write(answer) // if it fails, go on: read may wait for room in the channel
	}
}
