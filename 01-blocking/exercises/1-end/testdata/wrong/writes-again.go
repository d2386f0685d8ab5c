// fails: TestKeepsWhatComesWithTheEnd
//
// At the end, what has been written is written again, before what was left.
package end

import (
	"io"

	"workbook/shared/upper"
)

func handle(conn io.ReadWriter) {
	var text upper.Stream
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	for {
		n, err := conn.Read(in)
		out = text.Append(out[:0], in[:n])
		conn.Write(out)
		if err != nil {
			conn.Write(text.Flush(out))
			return
		}
	}
}
