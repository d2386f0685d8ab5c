// fails: TestALateNewcomerGetsThePlaceToo
//
// When the deadline has passed and nobody queues, the next Read has none. Who comes
// later waits for ever.
package starve

import (
	"errors"
	"net"
	"os"
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
		conn.SetReadDeadline(time.Now().Add(s.Patience))
		n, rerr := conn.Read(in)
		if errors.Is(rerr, os.ErrDeadlineExceeded) && s.Waiting() == 0 {
			conn.SetReadDeadline(time.Time{})
			n, rerr = conn.Read(in)
		}
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
