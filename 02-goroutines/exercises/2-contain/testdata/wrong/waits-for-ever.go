// fails: TestClosesTheConnection TestLeavesNoGoroutine
//
// After a panic nothing is sent to done, and contain waits for it.
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
	done := make(chan error)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				log.Printf("panic: %v", p)
			}
		}()
		done <- handle(conn)
	}()
	<-done
}
