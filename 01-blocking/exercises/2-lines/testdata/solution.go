// Package lines is an exercise: find the lines in a stream of bytes.
package lines

import (
	"bufio"
	"io"
	"strings"
)

// handle answers one client line by line until the input ends.
func handle(conn io.ReadWriter) {
	in := bufio.NewReader(conn) // one for all lines: it holds what belongs to the next ones
	for {
		line, rerr := in.ReadString('\n')
		if line == "" { // not even a newline: the input has ended
			return
		}
		_, werr := conn.Write(answer(strings.TrimSuffix(line, "\n")))
		if rerr != nil || werr != nil { // rerr: that was the last line, without newline
			return
		}
	}
}
