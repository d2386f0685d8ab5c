// fails: TestAnswersBeforeItReadsOn
//
// Nobody is answered before all has been said.
package end

import (
	"io"

	"workbook/shared/upper"
)

func handle(conn io.ReadWriter) {
	var text upper.Stream
	in, _ := io.ReadAll(conn)
	conn.Write(text.Flush(text.Append(nil, in)))
}
