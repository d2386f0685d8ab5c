// fails: TestClosesTheConnection
//
// The connection is closed after handle, which does not return when it panics.
package contain

import (
	"log"
	"net"
)

// serve accepts clients until the listener is closed.
func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go contain(conn)
	}
}

func contain(conn net.Conn) {
	defer func() {
		if p := recover(); p != nil {
			log.Printf("panic: %v", p)
		}
	}()
	handle(conn)
	conn.Close()
}
