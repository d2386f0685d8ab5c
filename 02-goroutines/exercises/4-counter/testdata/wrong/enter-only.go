// fails: TestCountsTwoThatLeaveAtOnce TestCountsOneThatComesWhileOneLeaves
//
// Leave takes no lock. A lock keeps out only those who ask for it.
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
	c.present.Store(c.present.Load() - 1)
}

func (c *Counter) Clients() (present, total int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.present.Load(), c.total.Load()
}
