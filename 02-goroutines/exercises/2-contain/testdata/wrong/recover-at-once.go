// fails: TestAPanicEndsOneClientOnly TestClosesTheConnection TestLogsThePanic TestLeavesNoGoroutine
//
// The arguments of a deferred call are computed at once: recover has nothing to stop.
package contain

import (
	"log"
	"net"
)

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
	defer log.Print(recover())
	handle(conn)
}
