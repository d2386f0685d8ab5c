// fails: TestCountsEveryByte
//
// The minute begins anew only with an answer.
package idle

import (
	"net"
	"time"

	"workbook/shared/upper"
)

const idleLimit = time.Minute

type Session struct {
	conn net.Conn
	text upper.Stream
}

func NewSession(conn net.Conn) *Session {
	return &Session{conn: conn}
}

func (s *Session) Run() {
	defer s.conn.Close()
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	s.conn.SetReadDeadline(time.Now().Add(idleLimit))
	for {
		n, rerr := s.conn.Read(in)
		out = s.text.Append(out[:0], in[:n])
		if rerr != nil {
			out = s.text.Flush(out)
		}
		_, werr := s.conn.Write(out)
		if len(out) > 0 {
			s.conn.SetReadDeadline(time.Now().Add(idleLimit))
		}
		if rerr != nil || werr != nil {
			return
		}
	}
}
