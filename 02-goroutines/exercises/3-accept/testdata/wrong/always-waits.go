// fails: TestWaitsOnlyAfterAFailure
//
// It waits after every Accept, also if it has not failed.
package accept

import (
	"errors"
	"net"
	"time"
)

func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		time.Sleep(200 * time.Millisecond)
		switch {
		case err == nil:
			go handle(conn)
		case errors.Is(err, net.ErrClosed):
			return
		}
	}
}
