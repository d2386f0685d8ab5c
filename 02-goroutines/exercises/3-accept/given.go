package accept

import (
	"net"
	"sync/atomic"

	"workbook/shared/upper"
)

// noClient is how often handle was called without a connection. The checks look
// at it.
var noClient atomic.Int64

// handle answers one client until it leaves.
func handle(conn net.Conn) {
	if conn == nil {
		noClient.Add(1)
		return
	}
	defer conn.Close()
	var text upper.Stream
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	for {
		n, rerr := conn.Read(in) // blocks here until the client speaks or leaves
		out = text.Append(out[:0], in[:n])
		if rerr != nil { // io.EOF: the client has said all it had to say
			out = text.Flush(out)
		}
		_, werr := conn.Write(out)
		if rerr != nil || werr != nil {
			return
		}
	}
}
