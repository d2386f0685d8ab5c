// fails: TestReturnsAtTheEnd TestAnswersBeforeItReadsOn TestJoinsACharacterCutInTwo TestKeepsWhatComesWithTheEnd TestGivesBackAnUnfinishedCharacter TestReturnsAfterAReset TestGoesOnAfterAnEmptyRead
//
// All of the buffer is answered, whatever Read has put there.
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
		_, err := conn.Read(in)
		out = text.Append(out[:0], in)
		if err != nil {
			out = text.Flush(out)
		}
		conn.Write(out)
		if err != nil {
			return
		}
	}
}
