// fails: TestLogsThePanic
//
// Every client that leaves is logged as a panic: recover returns nil when there was none.
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
	defer conn.Close()
	defer func() { log.Printf("panic: %v", recover()) }()
	handle(conn)
}
