// fails: TestNumbersBelongTogether
//
// Each number is changed in one step, but the two of them are not.
package counter

type Counter struct {
	present, total Number
}

func (c *Counter) Enter() {
	c.total.Add(1)
	c.present.Add(1)
}

func (c *Counter) Leave() {
	c.present.Add(-1)
}

func (c *Counter) Clients() (present, total int) {
	return c.present.Load(), c.total.Load()
}
