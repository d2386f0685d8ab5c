// fails: TestAPanicEndsOneClientOnly TestClosesTheConnection TestLogsThePanic TestLeavesNoGoroutine
//
// The recover stands in serve. The panic is in another goroutine.
package contain

import (
	"log"
	"net"
)

// serve accepts clients until the listener is closed.
func serve(listener net.Listener) {
	defer func() {
		if p := recover(); p != nil {
			log.Printf("panic: %v", p)
		}
	}()
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
	handle(conn)
}
