package counter

import "sync/atomic"

// A Number is a whole number whose steps can be seen. For an int, n++ looks like
// one step, but the processor loads the number, adds to it, and stores it: between
// these steps other goroutines may come.
type Number struct{ value int64 }

// Load returns the number.
func (n *Number) Load() int {
	value := n.value
	step()
	return int(value)
}

// Store sets the number.
func (n *Number) Store(value int) {
	n.value = int64(value)
	step()
}

// Add adds to the number in a single step.
func (n *Number) Add(delta int) {
	atomic.AddInt64(&n.value, int64(delta))
	step()
}

// step is called after every step. There the checks let another goroutine come.
var step = func() {}
