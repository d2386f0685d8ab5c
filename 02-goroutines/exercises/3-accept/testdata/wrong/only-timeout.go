// fails: TestGoesOnWhenFilesAreFree TestDoesNotSpin TestLooksAgainSoon TestGoesOnAfterOtherErrors TestEndsWhenTheListenerIsClosed TestWaitsOnlyAfterAFailure TestNobodyWaitsForASilentClient
//
// Running out of files is no timeout, so the server ends.
package accept

import (
	"errors"
	"net"
	"time"
)

func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		var netErr net.Error
		if errors.As(err, &netErr) && netErr.Timeout() {
			time.Sleep(time.Second)
			continue
		}
		if err != nil {
			return
		}
		go handle(conn)
	}
}
