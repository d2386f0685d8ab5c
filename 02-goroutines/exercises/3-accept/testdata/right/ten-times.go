// The wait is always the same, and as short as it may be.
package accept

import (
	"errors"
	"net"
	"time"
)

func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err == nil {
			go handle(conn)
			continue
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}
