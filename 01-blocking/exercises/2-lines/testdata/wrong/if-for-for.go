// fails: TestAnswersAllLinesOfOneRead
//
// Each Read is followed by one answer at most: if where for would be right.
package lines

import (
	"bytes"
	"io"
)

func handle(conn io.ReadWriter) {
	var text []byte
	in := make([]byte, 4096)
	for {
		n, err := conn.Read(in)
		text = append(text, in[:n]...)
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			conn.Write(answer(string(text[:i])))
			text = text[i+1:]
		}
		if err != nil {
			if len(text) > 0 {
				conn.Write(answer(string(text)))
			}
			return
		}
	}
}
