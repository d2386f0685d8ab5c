// fails: TestAnswersInOrder
//
// A lock keeps the workers apart, but not in order.
package owner

import "sync"

var mu sync.Mutex

func (l *loop) run() {
	for !l.closed {
		for _, socket := range l.poller.wait() {
			go func() {
				mu.Lock()
				defer mu.Unlock()
				l.sessions[socket].ready(l)
			}()
		}
		for len(l.calls) > 0 {
			call := <-l.calls
			call()
		}
	}
}

func (l *loop) do(f func()) {
	l.calls <- f
	l.poller.wake()
}

func (l *loop) give(other *loop, s *Session) {
	other.do(func() { other.add(s) })
}
