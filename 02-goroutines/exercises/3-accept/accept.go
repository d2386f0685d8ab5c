// Package accept is an exercise: a server that runs out of files goes on.
package accept

import "net"

// serve accepts clients until the listener is closed.
func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			// Your code: is the listener closed? If it is not, wait and try again.
			return
		}
		go handle(conn)
	}
}
