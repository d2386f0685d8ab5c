package stage

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// answerTime is how long a server that is said to run may take to let somebody
// connect.
const answerTime = 3 * time.Second

// CheckAddr returns an error if no server runs at addr, which the flag -addr was
// given.
func CheckAddr(ctx context.Context, addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = net.DefaultResolver.LookupPort(ctx, "tcp", port)
	}
	if err != nil {
		return fmt.Errorf("-addr %s: expected host:port, as in 127.0.0.1:8000", addr)
	}
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err == nil {
		return conn.Close()
	}
	if cause := new(net.OpError); errors.As(err, &cause) {
		err = cause.Err // the address is named already
	}
	return fmt.Errorf("-addr %s: no server answers there (%w); start it first", addr, err)
}
