// fails: TestUsesOneSilentClient
//
// Many silent clients hold up every pool: that says nothing about one.
package detector

import (
	"net"
	"testing/synctest"
)

func blocks(dial func() net.Conn) bool {
	return holdsUp(dial, false) || holdsUp(dial, true)
}

func holdsUp(dial func() net.Conn, speaks bool) bool {
	var silent []net.Conn
	for range 10 {
		silent = append(silent, dial())
	}
	leave := func() {
		for _, client := range silent {
			client.Close()
		}
	}
	defer leave()
	other := dial()
	defer other.Close()
	if speaks {
		for _, client := range silent {
			ask(client, "hi\n")
		}
		synctest.Wait()
	}
	for range 2 {
		reply := ask(other, "hello\n")
		synctest.Wait()
		if len(reply) == 0 {
			leave()
			synctest.Wait()
			return len(reply) > 0
		}
	}
	return false
}
