package accept

import (
	"net"

	"workbook/shared/upper"
)

// handle answers one client until it leaves.
func handle(conn net.Conn) {
	defer conn.Close()
	var text upper.Stream
	in, out := make([]byte, 4096), []byte(nil)
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
