// fails: TestNumbersBelongTogether
//
// Each number has a lock. Between the two, others come in.
package counter

import "sync"

type Counter struct {
	muPresent, muTotal sync.Mutex
	present, total     Number
}

func change(mu *sync.Mutex, n *Number, delta int) {
	mu.Lock()
	defer mu.Unlock()
	n.Store(n.Load() + delta)
}

func read(mu *sync.Mutex, n *Number) int {
	mu.Lock()
	defer mu.Unlock()
	return n.Load()
}

func (c *Counter) Enter() {
	change(&c.muTotal, &c.total, 1)
	change(&c.muPresent, &c.present, 1)
}

func (c *Counter) Leave() {
	change(&c.muPresent, &c.present, -1)
}

func (c *Counter) Clients() (present, total int) {
	return read(&c.muPresent, &c.present), read(&c.muTotal, &c.total)
}
