// fails: TestAPanicEndsOneClientOnly TestClosesTheConnection TestLogsThePanic TestLeavesNoGoroutine
//
// The deferred function does not call recover itself: then recover returns nil.
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
	defer func() {
		logPanic()
	}()
	handle(conn)
}

func logPanic() {
	if p := recover(); p != nil {
		log.Printf("panic: %v", p)
	}
}
