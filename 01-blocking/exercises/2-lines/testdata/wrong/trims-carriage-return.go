// fails: TestTakesAwayTheNewlineAlone
//
// A carriage return before the newline is taken away with it.
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
		if line == "" {
			return
		}
		conn.Write(answer(strings.TrimRight(line, "\r\n")))
		if err != nil {
			return
		}
	}
}
