// It looks at the clock ten times while s.Patience passes.
package starve

import (
	"errors"
	"net"
	"os"
	"time"

	"workbook/shared/upper"
)

// starve connects as few clients as it takes to leave a pool of so many workers no
// time for anybody else.
func starve(dial func() net.Conn, workers int) []net.Conn {
	var silent []net.Conn
	for range workers {
		silent = append(silent, dial()) // one holds one worker, by saying nothing
	}
	return silent
}

// handle answers one client until it leaves, or loses its place.
func (s *Server) handle(conn net.Conn) {
	defer conn.Close()
	var text upper.Stream
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	last := time.Now()       // is when the client spoke
	for {
		conn.SetReadDeadline(time.Now().Add(s.Patience / 10))
		n, rerr := conn.Read(in)
		if errors.Is(rerr, os.ErrDeadlineExceeded) && (s.Waiting() == 0 || time.Since(last) <= s.Patience) {
			continue
		}
		last = time.Now()
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
