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
	in, out := make([]byte, 4096), []byte(nil)
	for {
		n, _ := conn.Read(in)
		if n == 0 {
			return
		}
		out = text.Append(out[:0], in[:n])
		conn.Write(out)
	}
}
