// fails: TestGoesOnWhenFilesAreFree TestDoesNotSpin TestLooksAgainSoon TestEndsWhenTheListenerIsClosed
//
// time.After returns a channel at once. Nobody receives from it.
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
			time.After(time.Second)
			continue
		}
		go handle(conn)
	}
}
