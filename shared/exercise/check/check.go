// Package check is for the checks of exercises. A check is a test that says, in
// the message of each assertion, which idea an answer has missed.
package check

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise"
	"workbook/shared/stage"
)

// All is the environment variable that makes every check run, started or not.
const All = "WORKBOOK_CHECK_ALL"

// Begin is the first line of every check. It skips the check until the student
// has started the exercise.
func Begin(t testing.TB) {
	t.Helper()
	if os.Getenv(All) != "" {
		return
	}
	here, err := os.Getwd()
	require.NoError(t, err)
	root, err := stage.Root()
	require.NoError(t, err)
	path, err := filepath.Rel(root, here)
	require.NoError(t, err)
	progress, err := exercise.Load(root)
	require.NoError(t, err)
	path = filepath.ToSlash(path)
	if _, started := progress.Started[path]; !started {
		t.Skipf("not started: go run ./shared/workbook start %s", filepath.Base(path))
	}
}

// limit is how long an answer may take that needs no time. A right one is done
// long before on the slowest machine.
const limit = 1500 * time.Millisecond

// Finishes runs a part of an answer and fails the test, with advice, if it does
// not return, or panics. Then the advice begins with what the panic said. f must
// not make assertions: it runs in a goroutine of its own.
func Finishes(t testing.TB, f func(), advice string, args ...any) {
	t.Helper()
	ended := make(chan *Panic, 1)
	go func() {
		defer func() { ended <- Recovered(recover()) }()
		f()
	}()
	advice = fmt.Sprintf(advice, args...)
	select {
	case p := <-ended:
		NoPanic(t, p, advice)
	case <-time.After(limit):
		require.Fail(t, fmt.Sprintf("still running after %v", limit), advice)
	}
}
