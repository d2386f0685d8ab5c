// fails: TestTakesAwayTheNewlineAlone
//
// Blanks at both ends of a line are taken away with the newline.
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
		conn.Write(answer(strings.TrimSpace(line)))
		if err != nil {
			return
		}
	}
}
