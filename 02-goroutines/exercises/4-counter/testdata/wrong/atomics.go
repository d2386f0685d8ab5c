// fails: TestCountsTwoThatComeAtOnce TestCountsTwoThatLeaveAtOnce TestCountsOneThatComesWhileOneLeaves TestNumbersBelongTogether
//
// Each number is changed in one step, but the two of them are not. The numbers are of
// another type.
package counter

import "sync/atomic"

type Counter struct {
	present, total atomic.Int64
}

func (c *Counter) Enter() {
	c.total.Add(1)
	c.present.Add(1)
}

func (c *Counter) Leave() {
	c.present.Add(-1)
}

func (c *Counter) Clients() (present, total int) {
	return int(c.present.Load()), int(c.total.Load())
}
