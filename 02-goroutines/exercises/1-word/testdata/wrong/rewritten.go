// fails: TestChangesOneLine
//
// It works, but both functions have been written anew.
package word

import (
	"errors"
	"net"
	"time"

	"workbook/shared/upper"
)

func serve(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return err
		}
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		go answer(conn)
	}
}

func answer(conn net.Conn) {
	defer conn.Close()
	var text upper.Stream
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		conn.Write(text.Append(nil, buf[:n]))
		if err != nil {
			conn.Write(text.Flush(nil))
			return
		}
	}
}
