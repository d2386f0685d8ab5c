// fails: TestNumbersBelongTogether
//
// Clients takes no lock, as if reading needed none.
package counter

import "sync"

type Counter struct {
	mu             sync.Mutex
	present, total Number
}

func (c *Counter) Enter() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total.Store(c.total.Load() + 1)
	c.present.Store(c.present.Load() + 1)
}

func (c *Counter) Leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.present.Store(c.present.Load() - 1)
}

func (c *Counter) Clients() (present, total int) {
	return c.present.Load(), c.total.Load()
}
