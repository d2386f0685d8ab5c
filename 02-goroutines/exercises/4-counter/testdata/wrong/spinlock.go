// fails: TestCountsTwoThatComeAtOnce TestCountsTwoThatLeaveAtOnce TestCountsOneThatComesWhileOneLeaves TestNumbersBelongTogether
//
// A lock for which nobody waits: who does not get it asks again and again. It is right,
// but the checks cannot tell.
package counter

import (
	"runtime"
	"sync/atomic"
)

type Counter struct {
	held           atomic.Bool
	present, total Number
}

func (c *Counter) lock() {
	for !c.held.CompareAndSwap(false, true) {
		runtime.Gosched()
	}
}

func (c *Counter) unlock() { c.held.Store(false) }

func (c *Counter) Enter() {
	c.lock()
	defer c.unlock()
	c.total.Store(c.total.Load() + 1)
	c.present.Store(c.present.Load() + 1)
}

func (c *Counter) Leave() {
	c.lock()
	defer c.unlock()
	c.present.Store(c.present.Load() - 1)
}

func (c *Counter) Clients() (present, total int) {
	c.lock()
	defer c.unlock()
	return c.present.Load(), c.total.Load()
}
