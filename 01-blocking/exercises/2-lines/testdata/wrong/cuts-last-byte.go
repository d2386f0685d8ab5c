// fails: TestAnswersTheLastLineWithoutNewline
//
// The last byte of every line is cut off, even if it is no newline.
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
		conn.Write(answer(line[:len(line)-1]))
		if err != nil {
			return
		}
	}
}
