// fails: TestGoesOnWhenFilesAreFree TestLooksAgainSoon
//
// The wait doubles for ever: after a long shortage the server sleeps for minutes.
package accept

import (
	"errors"
	"net"
	"time"
)

func serve(listener net.Listener) {
	wait := 5 * time.Millisecond
	for {
		conn, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			time.Sleep(wait)
			wait *= 2
			continue
		}
		wait = 5 * time.Millisecond
		go handle(conn)
	}
}
