// fails: TestGoesOnWhenFilesAreFree TestGoesOnAfterOtherErrors
//
// It waits three seconds between two tries.
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
			time.Sleep(3 * time.Second)
			continue
		}
		go handle(conn)
	}
}
