// fails: TestJoinsACharacterCutInTwo TestGivesBackAnUnfinishedCharacter
//
// The answer counts as as long as what Read has brought.
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
		if err != nil {
			out = text.Flush(out)
		}
		conn.Write(out[:n])
		if err != nil {
			return
		}
	}
}
