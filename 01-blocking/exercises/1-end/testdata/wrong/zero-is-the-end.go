// fails: TestGivesBackAnUnfinishedCharacter TestGoesOnAfterAnEmptyRead
//
// The end is told by n == 0, as with recv in Python, and not by the error.
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
		n, _ := conn.Read(in)
		if n == 0 {
			return
		}
		out = text.Append(out[:0], in[:n])
		conn.Write(out)
	}
}
