// fails: TestCountsTwoThatComeAtOnce TestCountsTwoThatLeaveAtOnce TestCountsOneThatComesWhileOneLeaves TestNumbersBelongTogether
//
// There is no lock, and an increment looks like one step.
package counter

type Counter struct {
	present, total int
}

func (c *Counter) Enter() {
	c.total++
	c.present++
}

func (c *Counter) Leave() {
	c.present--
}

func (c *Counter) Clients() (present, total int) {
	return c.present, c.total
}
