// fails: TestNobodyWaitsForASilentClient
//
// One client at a time: serve itself looks after it, as in chapter 1.
package accept

import (
	"errors"
	"net"
	"time"
)

func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			handle(conn)
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(time.Second)
		}
	}
}
