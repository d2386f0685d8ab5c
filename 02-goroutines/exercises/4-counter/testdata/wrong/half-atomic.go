// fails: TestCountsTwoThatLeaveAtOnce TestCountsOneThatComesWhileOneLeaves TestNumbersBelongTogether
//
// Each number is changed in one step, but the two of them are not. One number is of
// another type.
package counter

import "sync/atomic"

type Counter struct {
	present atomic.Int64
	total   Number
}

func (c *Counter) Enter() {
	c.total.Add(1)
	c.present.Add(1)
}

func (c *Counter) Leave() {
	c.present.Add(-1)
}

func (c *Counter) Clients() (present, total int) {
	return int(c.present.Load()), c.total.Load()
}
