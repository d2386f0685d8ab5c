// fails: TestATalkerKeepsItsPlace
//
// The deadline is not renewed when the client speaks.
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
	conn.SetReadDeadline(time.Now().Add(s.Patience))
	for {
		n, rerr := conn.Read(in)
		if errors.Is(rerr, os.ErrDeadlineExceeded) && s.Waiting() == 0 {
			conn.SetReadDeadline(time.Now().Add(s.Patience))
			continue
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
