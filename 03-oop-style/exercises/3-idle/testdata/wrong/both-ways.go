// fails: TestWaitsForASlowReader
//
// SetDeadline cuts off writing as well.
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
	for {
		s.conn.SetDeadline(time.Now().Add(idleLimit))
		n, rerr := s.conn.Read(in)
		out = s.text.Append(out[:0], in[:n])
		if rerr != nil {
			out = s.text.Flush(out)
		}
		_, werr := s.conn.Write(out)
		if rerr != nil || werr != nil {
			return
		}
	}
}
