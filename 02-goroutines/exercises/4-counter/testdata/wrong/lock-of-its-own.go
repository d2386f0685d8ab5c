// fails: TestCountsTwoThatComeAtOnce TestCountsTwoThatLeaveAtOnce TestCountsOneThatComesWhileOneLeaves TestNumbersBelongTogether
//
// Every call makes a lock of its own, which keeps nobody out.
package counter

import "sync"

type Counter struct {
	present, total Number
}

func (c *Counter) Enter() {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	c.total.Store(c.total.Load() + 1)
	c.present.Store(c.present.Load() + 1)
}

func (c *Counter) Leave() {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	c.present.Store(c.present.Load() - 1)
}

func (c *Counter) Clients() (present, total int) {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	return c.present.Load(), c.total.Load()
}
