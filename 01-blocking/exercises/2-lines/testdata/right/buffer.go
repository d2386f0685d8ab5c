// What has come is kept in a slice, and cut at each newline.
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
		for {
			line, rest, found := bytes.Cut(text, []byte("\n"))
			if !found {
				break
			}
			conn.Write(answer(string(line)))
			text = rest
		}
		if err != nil {
			break
		}
	}
	if len(text) > 0 {
		conn.Write(answer(string(text)))
	}
}
