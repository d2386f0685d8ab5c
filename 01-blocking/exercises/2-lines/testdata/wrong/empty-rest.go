// fails: TestEndsWithTheLastNewline
//
// At the end, what is left is answered even if it is nothing.
package lines

import (
	"bytes"
	"io"
)

func handle(conn io.ReadWriter) {
	in := make([]byte, 4096) // what the client says
	var rest []byte          // the beginning of a line
	for {
		n, err := conn.Read(in)
		rest = append(rest, in[:n]...)
		for {
			line, after, found := bytes.Cut(rest, []byte("\n"))
			if !found {
				break
			}
			conn.Write(answer(string(line)))
			rest = after
		}
		if err != nil {
			conn.Write(answer(string(rest)))
			return
		}
	}
}
