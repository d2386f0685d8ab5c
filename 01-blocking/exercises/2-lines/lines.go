// Package lines is an exercise: find the lines in a stream of bytes.
package lines

import "io"

// handle answers one client line by line until the input ends.
func handle(conn io.ReadWriter) {
	// Your code: read, find the lines, and write answer(line) for each.
	_ = answer
}
