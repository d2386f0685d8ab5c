// fails: TestGoesOnAfterOtherErrors
//
// It goes on after one error only, and ends after all the others.
package accept

import (
	"errors"
	"net"
	"syscall"
	"time"
)

func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if errors.Is(err, syscall.EMFILE) {
			time.Sleep(time.Second)
			continue
		}
		if err != nil {
			return
		}
		go handle(conn)
	}
}
