// fails: TestLooksAgainSoon
//
// A hundred failures count as hopeless.
package accept

import (
	"errors"
	"net"
	"time"
)

func serve(listener net.Listener) {
	failures := 0
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			failures = 0
			go handle(conn)
		case errors.Is(err, net.ErrClosed), failures == 100:
			return
		default:
			failures++
			time.Sleep(time.Second)
		}
	}
}
