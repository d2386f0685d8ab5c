// Package accept is an exercise: a server that runs out of files goes on.
package accept

import (
	"errors"
	"log"
	"net"
	"time"
)

// How long serve waits when Accept has failed: little at first, since a file may be
// free soon, then longer, since every try costs time that clients could use.
const (
	firstWait   = 5 * time.Millisecond
	longestWait = time.Second
)

// serve accepts clients until the listener is closed.
func serve(listener net.Listener) {
	wait := firstWait
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			wait = firstWait
			go handle(conn)
		case errors.Is(err, net.ErrClosed): // Is: the error is wrapped in a *net.OpError
			return
		default: // out of files, say: wait for clients to leave
			log.Printf("%v; the next try is in %v", err, wait)
			time.Sleep(wait)
			wait = min(2*wait, longestWait)
		}
	}
}
