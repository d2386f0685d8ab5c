// Package contain is an exercise: what happens to one client ends with it.
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

// contain looks after one client. Whatever happens to it harms nobody else.
func contain(conn net.Conn) {
	defer conn.Close() // deferred calls run even if handle panics
	defer func() {
		if p := recover(); p != nil { // nil: there was no panic
			log.Printf("%s: panic: %v", conn.RemoteAddr(), p)
		}
	}()
	if err := handle(conn); err != nil { // a reset, say: the end of this client, not of the server
		log.Printf("%s: %v", conn.RemoteAddr(), err)
	}
}
