// fails: TestCountsTwoThatComeAtOnce TestCountsTwoThatLeaveAtOnce TestCountsOneThatComesWhileOneLeaves TestNumbersBelongTogether
//
// Enter holds the lock and calls Clients, which waits for it for ever.
package counter

import "sync"

type Counter struct {
	mu             sync.Mutex
	present, total Number
}

func (c *Counter) Enter() {
	c.mu.Lock()
	defer c.mu.Unlock()
	present, total := c.Clients()
	c.present.Store(present + 1)
	c.total.Store(total + 1)
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
