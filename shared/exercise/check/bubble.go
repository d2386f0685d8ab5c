package check

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// Bubble runs a part of an answer in a synctest bubble, where time passes only
// when everybody waits, and no longer than f runs. It returns an error if
// goroutines are left waiting then, or if f waits for ever: without Bubble, that
// would end the test binary and with it all other checks.
//
// f must not make assertions. It collects what happened, for the test to judge
// when Bubble has returned.
func Bubble(t *testing.T, f func()) (stuck error) {
	t.Helper()
	var panicked any
	Finishes(t, func() {
		stuck = bubble(t, func() {
			defer func() { panicked = recover() }()
			f()
		})
	}, "is there a loop that never rests, or a lock that is never given back?")
	require.Nil(t, panicked, "your code must not panic")
	return stuck
}

// bubble turns the panic of a bubble in which nothing can happen any more into
// an error.
func bubble(t *testing.T, f func()) (stuck error) {
	defer func() {
		if p := recover(); p != nil {
			stuck = fmt.Errorf("%v", p)
		}
	}()
	synctest.Test(t, func(*testing.T) { f() })
	return nil
}
