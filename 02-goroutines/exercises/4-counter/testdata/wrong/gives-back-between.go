// fails: TestNumbersBelongTogether
//
// Enter gives the lock back between its two changes.
package counter

import "sync"

type Counter struct {
	mu             sync.Mutex
	present, total Number
}

func (c *Counter) Enter() {
	c.mu.Lock()
	c.total.Store(c.total.Load() + 1)
	c.mu.Unlock()
	c.mu.Lock()
	c.present.Store(c.present.Load() + 1)
	c.mu.Unlock()
}

func (c *Counter) Leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.present.Store(c.present.Load() - 1)
}

func (c *Counter) Clients() (present, total int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.present.Load(), c.total.Load()
}
