// fails: TestTakesAwayTheNewlineAlone TestAnswersALongLine
//
// A bufio.Scanner stops, without a word, at a line of more than 64 KiB.
package lines

import (
	"bufio"
	"io"
)

func handle(conn io.ReadWriter) {
	in := bufio.NewScanner(conn)
	for in.Scan() {
		conn.Write(answer(in.Text()))
	}
}
