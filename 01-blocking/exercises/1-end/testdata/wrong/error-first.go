// fails: TestKeepsWhatComesWithTheEnd TestGivesBackAnUnfinishedCharacter
//
// The error is looked at before the bytes.
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
		if err != nil {
			return
		}
		out = text.Append(out[:0], in[:n])
		conn.Write(out)
	}
}
