// fails: TestReturnsAfterAReset
//
// Only io.EOF ends the loop: after a reset there is no newline to take away, and no line.
package lines

import (
	"bufio"
	"io"
)

func handle(conn io.ReadWriter) {
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			if line != "" {
				conn.Write(answer(line))
			}
			return
		}
		conn.Write(answer(line[:len(line)-1]))
	}
}
