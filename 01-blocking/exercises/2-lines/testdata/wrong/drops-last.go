// fails: TestAnswersTheLastLineWithoutNewline
//
// The error is looked at before the line: a last line without newline is lost.
package lines

import (
	"bufio"
	"io"
	"strings"
)

func handle(conn io.ReadWriter) {
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		conn.Write(answer(strings.TrimSuffix(line, "\n")))
	}
}
