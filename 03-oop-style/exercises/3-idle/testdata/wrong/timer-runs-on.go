// fails: TestKeepsAClientThatSpeaks TestCountsEveryByte TestWaitsForASlowReader
//
// Each turn starts a timer, and nobody stops it.
package idle

import (
	"net"
	"time"

	"workbook/shared/upper"
)

// idleLimit is how long a client may say nothing.
const idleLimit = time.Minute

// A Session is the server's side of the conversation with one client.
type Session struct {
	conn net.Conn
	text upper.Stream
}

// NewSession returns a session with the client at the other end of conn.
func NewSession(conn net.Conn) *Session {
	return &Session{conn: conn}
}

// Run answers the client until it leaves, or has said nothing for idleLimit. Run
// closes the connection.
func (s *Session) Run() {
	defer s.conn.Close()
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	for {
		time.AfterFunc(idleLimit, func() { s.conn.Close() })
		n, rerr := s.conn.Read(in)
		out = s.text.Append(out[:0], in[:n])
		if rerr != nil { // the minute is over, or the client has left
			out = s.text.Flush(out)
		}
		_, werr := s.conn.Write(out)
		if rerr != nil || werr != nil {
			return
		}
	}
}
