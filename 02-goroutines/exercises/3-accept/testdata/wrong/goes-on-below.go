// fails: TestGoesOnWhenFilesAreFree TestDoesNotSpin TestLooksAgainSoon TestEndsWhenTheListenerIsClosed TestWaitsOnlyAfterAFailure TestNobodyWaitsForASilentClient
//
// After an error the loop does not begin anew: handle gets no connection.
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
			time.Sleep(time.Second)
		}
		go handle(conn)
	}
}
