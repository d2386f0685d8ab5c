// fails: TestAPanicEndsOneClientOnly TestClosesTheConnection TestLogsThePanic TestAResetEndsOneClientOnly
//
// contain does not wait for handle, and closes the connection under its hands.
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
			log.Print(p)
		}
	}()
	go handle(conn)
}
