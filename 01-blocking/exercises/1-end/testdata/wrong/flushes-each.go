// fails: TestJoinsACharacterCutInTwo
//
// Each Read counts as the end of the text: half a character goes back as it came.
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
		out = text.Flush(out)
		conn.Write(out)
		if err != nil {
			return
		}
	}
}
