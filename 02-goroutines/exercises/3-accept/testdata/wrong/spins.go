// fails: TestGoesOnWhenFilesAreFree TestDoesNotSpin TestLooksAgainSoon TestEndsWhenTheListenerIsClosed
//
// It tries again at once. While files are out, the loop eats a whole processor.
package accept

import (
	"errors"
	"log"
	"net"
)

func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			log.Print(err)
			continue
		}
		go handle(conn)
	}
}
