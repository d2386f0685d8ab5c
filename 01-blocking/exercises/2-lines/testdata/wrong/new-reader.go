// fails: TestCutsTwoLinesApart TestAnswersAnEmptyLine TestAnswersALongLine TestAnswersAllLinesOfOneRead
//
// Each line gets a new bufio.Reader. What the last one had read ahead is lost
// with it.
package lines

import (
	"bufio"
	"io"
	"strings"
)

func handle(conn io.ReadWriter) {
	for {
		line, err := bufio.NewReader(conn).ReadString('\n')
		if line != "" {
			conn.Write(answer(strings.TrimSuffix(line, "\n")))
		}
		if err != nil {
			return
		}
	}
}
