package check

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// Bubble runs a part of an answer in a bubble of [testing/synctest], where time
// passes only when everybody waits, and no longer than f runs. It returns an error
// if goroutines are left waiting then, or if f waits for ever: by itself, a bubble
// would end the test binary, and so hide what the check has to say.
//
// Bubble fails the test if f panics, or if the answer never comes to rest: it spins,
// or waits for a mutex that nobody unlocks, perhaps since who holds it waits as well.
//
// f must not make assertions. It collects what happened, for the test to judge
// when Bubble has returned.
func Bubble(t *testing.T, f func()) (stuck error) {
	t.Helper()
	return bubble(t, func(*testing.T) { f() })
}

// InBubble is Bubble for an f that makes assertions. It reports whether goroutines
// that f has started, or the answer, are left waiting when f has returned. If f
// itself waits for ever, the test fails.
func InBubble(t *testing.T, f func(t *testing.T)) (left bool) {
	t.Helper()
	var returned bool
	stuck := bubble(t, func(t *testing.T) {
		defer func() { returned = true }()
		f(t)
	})
	if t.Failed() {
		t.FailNow()
	}
	require.True(t, returned, "your code waits for something that can never happen: %v", stuck)
	return stuck != nil
}

// bubble turns the panic of a bubble in which nothing can happen any more into
// an error.
func bubble(t *testing.T, f func(*testing.T)) (stuck error) {
	t.Helper()
	var panicked *Panic
	Finishes(t, func() {
		defer func() {
			if p := recover(); p != nil {
				stuck = fmt.Errorf("%v", p)
			}
		}()
		synctest.Test(t, func(t *testing.T) {
			defer func() { panicked = Recovered(recover()) }()
			f(t)
		})
	}, "your code never comes to rest: does a loop go round without waiting for anything, is a mutex never unlocked, or do you hold one while you wait for somebody who needs it?")
	NoPanic(t, panicked, "")
	return stuck
}

// A Call is a call of a part of an answer, in a goroutine of its own. Its fields may
// be read after a call of synctest.Wait.
type Call struct {
	Returned bool
	Panic    *Panic // nil: there was none
}

// Go calls f in a goroutine of its own, where a panic does not end the test.
func Go(f func()) *Call {
	c := new(Call)
	go func() {
		defer func() { c.Panic = Recovered(recover()) }()
		f()
		c.Returned = true
	}()
	return c
}
