// fails: TestDoesNotSpin TestLooksAgainSoon
//
// It waits, but so little that the loop is busy all the time.
package accept

import (
	"errors"
	"net"
	"time"
)

func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			time.Sleep(time.Millisecond)
			continue
		}
		go handle(conn)
	}
}
