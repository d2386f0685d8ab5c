// fails: TestEndsWhenTheListenerIsClosed
//
// The error is compared with ==, but it is wrapped.
package accept

import (
	"net"
	"time"
)

func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err == net.ErrClosed {
			return
		}
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		go handle(conn)
	}
}
