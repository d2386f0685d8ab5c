// fails: TestAResetEndsOneClientOnly TestLeavesNoGoroutine
//
// log.Fatal ends the program, with all its clients.
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
		if p := recover(); p != nil {
			log.Printf("panic: %v", p)
		}
	}()
	if err := handle(conn); err != nil {
		log.Fatal(err)
	}
}
