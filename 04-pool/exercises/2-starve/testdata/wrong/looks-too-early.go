// fails: TestANewcomerGetsThePlaceOfASilentClient TestASilentClientInNobodysWayKeepsItsPlace TestALateNewcomerGetsThePlaceToo TestStillNAtATime
//
// There is a deadline only if somebody queues when Read begins. Who comes later waits
// for ever.
package starve

import (
	"net"
	"time"

	"workbook/shared/upper"
)

func starve(dial func() net.Conn, workers int) []net.Conn {
	var silent []net.Conn
	for range workers {
		silent = append(silent, dial())
	}
	return silent
}

func (s *Server) handle(conn net.Conn) {
	defer conn.Close()
	var text upper.Stream
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	for {
		if s.Waiting() > 0 {
			conn.SetReadDeadline(time.Now().Add(s.Patience))
		}
		n, rerr := conn.Read(in)
		out = text.Append(out[:0], in[:n])
		if rerr != nil {
			out = text.Flush(out)
		}
		_, werr := conn.Write(out)
		if rerr != nil || werr != nil {
			return
		}
	}
}
