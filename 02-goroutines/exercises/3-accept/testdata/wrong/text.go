// fails: TestGoesOnAfterOtherErrors
//
// Any error whose text speaks of something closed ends the server.
package accept

import (
	"net"
	"strings"
	"time"
)

func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil && strings.Contains(err.Error(), "closed") {
			return
		}
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		go handle(conn)
	}
}
