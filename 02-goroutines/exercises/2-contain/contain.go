// Package contain is an exercise: what happens to one client ends with it.
package contain

import "net"

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
	// Your code: close the connection in any case. Stop a panic, and log it.
	handle(conn)
}
