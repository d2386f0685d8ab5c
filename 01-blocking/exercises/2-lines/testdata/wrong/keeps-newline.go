// fails: TestJoinsALineCutInTwo TestTakesAwayTheNewlineAlone TestCutsTwoLinesApart TestAnswersTheLastLineWithoutNewline TestAnswersALineAtOnce TestAnswersAnEmptyLine TestEndsWithTheLastNewline TestAnswersALongLine
//
// The newline stays at the end of the line.
package lines

import (
	"bufio"
	"io"
)

func handle(conn io.ReadWriter) {
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadString('\n')
		if line == "" {
			return
		}
		conn.Write(answer(line))
		if err != nil {
			return
		}
	}
}
