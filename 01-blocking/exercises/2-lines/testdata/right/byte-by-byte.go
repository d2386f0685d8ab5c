// Bytes come one by one, and are collected until one of them is a newline.
package lines

import "io"

func handle(conn io.ReadWriter) {
	var line []byte
	in := make([]byte, 1)
	for {
		n, err := conn.Read(in)
		switch {
		case n == 1 && in[0] == '\n':
			conn.Write(answer(string(line)))
			line = line[:0]
		case n == 1:
			line = append(line, in[0])
		}
		if err != nil {
			if len(line) > 0 {
				conn.Write(answer(string(line)))
			}
			return
		}
	}
}
