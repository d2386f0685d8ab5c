// fails: TestServesUntilTheListenerIsClosed TestChangesOneLine
//
// When the listener is closed, the loop goes on.
package word

import (
	"errors"
	"log"
	"net"
	"time"

	"workbook/shared/upper"
)

// serve accepts clients until the listener is closed, and returns that error.
func serve(listener net.Listener) error {
	log.Printf("listening on %s", listener.Addr())
	for {
		conn, err := listener.Accept() // blocks here until a client has connected
		switch {
		case err == nil:
			go handle(conn) // serve need not wait for it
		case errors.Is(err, net.ErrClosed):
			continue
		default: // out of file descriptors, say: wait for clients to leave
			log.Print(err)
			time.Sleep(time.Second)
		}
	}
}

// handle answers one client until it leaves.
func handle(conn net.Conn) {
	defer conn.Close()
	log.Printf("%s connected", conn.RemoteAddr())
	defer log.Printf("%s disconnected", conn.RemoteAddr())

	var text upper.Stream
	in := make([]byte, 4096) // what the client says
	var out []byte           // what it is answered; its memory is used again
	for turn := 1; ; turn++ {
		n, rerr := conn.Read(in) // blocks here until the client speaks or leaves
		out = text.Append(out[:0], in[:n])
		if rerr != nil { // io.EOF: the client has said all it had to say
			out = text.Flush(out)
		}
		_, werr := conn.Write(out) // blocks here while the client does not read
		if rerr != nil || werr != nil {
			return
		}
		if n == len(in) && turn%128 == 0 { // a flood: rest, so that Go looks who else has spoken
			time.Sleep(time.Millisecond) // without it, others wait 20 ms (p99), not 4
		}
	}
}
