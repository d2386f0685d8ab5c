// fails: TestLogsThePanic
//
// The panic is stopped, and nobody hears of it.
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

func contain(conn net.Conn) {
	defer conn.Close()
	defer func() { recover() }()
	handle(conn)
}
