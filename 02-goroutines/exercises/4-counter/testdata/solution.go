// Package counter is an exercise: goroutines that share numbers, and lose no client.
package counter

import "sync"

// A Counter knows how many clients a server has. Their goroutines share it.
type Counter struct {
	mu             sync.Mutex // guards what follows
	present, total Number
}

// Enter counts a client that has come.
func (c *Counter) Enter() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total.Store(c.total.Load() + 1)
	c.present.Store(c.present.Load() + 1)
}

// Leave counts a client that has gone.
func (c *Counter) Leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.present.Store(c.present.Load() - 1)
}

// Clients returns how many clients are present and how many have come in all, both
// at the same moment.
func (c *Counter) Clients() (present, total int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.present.Load(), c.total.Load()
}
