// fails: TestAPanicEndsOneClientOnly TestClosesTheConnection TestLogsThePanic TestLeavesNoGoroutine
//
// log.Panic logs, and panics with what it has logged.
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
	defer func() {
		if p := recover(); p != nil {
			log.Panic(p)
		}
	}()
	if err := handle(conn); err != nil {
		log.Print(err)
	}
}
