package contain

import (
	"bufio"
	"fmt"
	"net"
	"strings"
)

// handle answers each line of a client with its upper-case form. A line that
// begins with # is a remark and gets no answer. handle returns nil when the client
// has left, or the error that has ended the conversation.
//
// It has a bug, as code has: it takes for granted that no line is empty.
func handle(conn net.Conn) error {
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		line := lines.Text()
		if line[0] == '#' {
			continue
		}
		if _, err := fmt.Fprintln(conn, strings.ToUpper(line)); err != nil {
			return err
		}
	}
	return lines.Err()
}
