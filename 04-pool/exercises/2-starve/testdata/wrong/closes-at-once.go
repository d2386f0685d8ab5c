// fails: TestStarvesAPool
//
// The habit of defer conn.Close: when starve returns, its clients have left.
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
		conn := dial()
		defer conn.Close()
		silent = append(silent, conn)
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
