package detector

import (
	"io"
	"net"
)

// ask sends a line and returns a channel, which gets the answer once it has come,
// and is closed. If the client leaves, the channel is closed without an answer.
func ask(client net.Conn, line string) <-chan string {
	reply := make(chan string, 1)
	go io.WriteString(client, line) // blocks while the server does not read
	go func() {
		defer close(reply)
		answer := make([]byte, len(line))
		if _, err := io.ReadFull(client, answer); err == nil { // blocks until the server has answered
			reply <- string(answer)
		}
	}()
	return reply
}
