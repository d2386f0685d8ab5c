package check

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// InBubble runs f, which may make assertions, in a bubble of [testing/synctest]. It
// reports whether goroutines that f has started, or the answer, are still there:
// blocked, when f has returned and nothing can happen any more.
//
// That is left to the check to judge. By itself, a bubble would panic, and so hide
// what the check has to say. InBubble also fails the test if the answer never comes
// to rest: it spins, or waits for a mutex that nobody unlocks.
func InBubble(t *testing.T, f func(t *testing.T)) (left bool) {
	t.Helper()
	var returned bool
	ended := make(chan any, 1)
	go func() {
		defer func() { ended <- recover() }()
		synctest.Test(t, func(t *testing.T) {
			defer func() { returned = true }()
			f(t)
		})
	}()
	select {
	case deadlock := <-ended:
		if t.Failed() {
			t.FailNow()
		}
		require.True(t, returned, "your code waits for something that can never happen: %v", deadlock)
		return deadlock != nil
	case <-time.After(limit):
		require.Fail(t, fmt.Sprintf("still running after %v", limit),
			"your code never comes to rest: does a loop go round without waiting for anything, or is a mutex never unlocked?")
		return true
	}
}

// A Call is a call of a part of an answer, in a goroutine of its own. Its fields may
// be read after a call of synctest.Wait.
type Call struct {
	Returned bool
	Panic    any // what the call panicked with, if it did
}

// Go calls f in a goroutine of its own, where a panic does not end the test.
func Go(f func()) *Call {
	c := new(Call)
	go func() {
		defer func() { c.Panic = recover() }()
		f()
		c.Returned = true
	}()
	return c
}
