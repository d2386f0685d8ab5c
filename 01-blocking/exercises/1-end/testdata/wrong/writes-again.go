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
	in, out := make([]byte, 4096), []byte(nil)
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
