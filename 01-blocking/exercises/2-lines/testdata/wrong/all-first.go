// fails: TestAnswersALineAtOnce TestAnswersAnEmptyLine TestAnswersAllLinesOfOneRead
//
// Everything is read before anything is answered, and empty lines are left out.
package lines

import (
	"io"
	"strings"
)

func handle(conn io.ReadWriter) {
	text, _ := io.ReadAll(conn)
	for _, line := range strings.Split(string(text), "\n") {
		if line != "" {
			conn.Write(answer(line))
		}
	}
}
