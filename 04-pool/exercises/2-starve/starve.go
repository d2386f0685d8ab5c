// Package starve is an exercise: N silent clients starve a pool of N workers.
package starve

import (
	"net"

	"workbook/shared/upper"
)

// starve connects as few clients as it takes to leave a pool of so many workers no
// time for anybody else.
func starve(dial func() net.Conn, workers int) []net.Conn {
	return nil // Your code: who must be there, and what do they say?
}

// handle answers one client until it leaves, or loses its place.
func (s *Server) handle(conn net.Conn) {
	defer conn.Close()
	var text upper.Stream
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	for {
		// Your code: how long may Read wait, and what is to be done then?
		n, rerr := conn.Read(in) // blocks here until the client speaks or leaves
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
