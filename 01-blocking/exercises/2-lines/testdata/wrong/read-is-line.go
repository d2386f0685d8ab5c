// fails: TestJoinsALineCutInTwo TestCutsTwoLinesApart TestAnswersAnEmptyLine TestAnswersALongLine
//
// What one Read returns is taken for one line.
package lines

import (
	"io"
	"strings"
)

func handle(conn io.ReadWriter) {
	in := make([]byte, 4096)
	for {
		n, err := conn.Read(in)
		if err != nil {
			return
		}
		conn.Write(answer(strings.TrimSuffix(string(in[:n]), "\n")))
	}
}
