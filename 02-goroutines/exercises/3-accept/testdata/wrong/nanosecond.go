// fails: TestGoesOnWhenFilesAreFree TestDoesNotSpin TestLooksAgainSoon TestEndsWhenTheListenerIsClosed
//
// A number without a unit counts nanoseconds.
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
			time.Sleep(1)
			continue
		}
		go handle(conn)
	}
}
