// fails: TestReturnsAtTheEnd TestAnswersBeforeItReadsOn TestJoinsACharacterCutInTwo TestKeepsWhatComesWithTheEnd TestGivesBackAnUnfinishedCharacter TestReturnsAfterAReset TestGoesOnAfterAnEmptyRead
//
// What has been written stays in out, and is written again with the next answer.
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
		out = text.Append(out, in[:n])
		if err != nil {
			out = text.Flush(out)
		}
		conn.Write(out)
		if err != nil {
			return
		}
	}
}
