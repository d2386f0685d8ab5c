// fails: TestEndsWhenTheListenerIsClosed
//
// Every error is waited for, even that of a closed listener.
package accept

import (
	"net"
	"time"
)

func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		go handle(conn)
	}
}
