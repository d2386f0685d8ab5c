// fails: TestReturnsAtTheEnd TestAnswersBeforeItReadsOn TestKeepsWhatComesWithTheEnd TestGivesBackAnUnfinishedCharacter TestReturnsAfterAReset TestGoesOnAfterAnEmptyRead
//
// All of the buffer is answered, whatever Read has put there.
package end

import (
	"io"

	"workbook/shared/upper"
)

func handle(conn io.ReadWriter) {
	var text upper.Stream
	in, out := make([]byte, 4096), []byte(nil)
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
