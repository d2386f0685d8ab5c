// fails: TestGoesOnWhenFilesAreFree
//
// It waits a second and a half between two tries.
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
			time.Sleep(1500 * time.Millisecond)
			continue
		}
		go handle(conn)
	}
}
