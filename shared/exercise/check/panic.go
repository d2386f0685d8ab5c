package check

import (
	"fmt"
	"path"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A Panic is what an answer has panicked with, and where.
type Panic struct {
	Value any    // what recover has returned
	Place string // in the answer, as end.go:12; "" if it is not known
}

// Recovered returns the panic that a deferred function has recovered, or nil if value
// is nil. That function must call it, with what recover returns: later nobody knows
// the place any more.
func Recovered(value any) *Panic {
	if value == nil {
		return nil
	}
	callers := make([]uintptr, 64)
	var stack []runtime.Frame
	for frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)]); ; {
		frame, more := frames.Next()
		stack = append(stack, frame)
		if !more {
			return &Panic{Value: value, Place: place(stack)}
		}
	}
}

// String returns what has happened, in one line.
func (p *Panic) String() string {
	if p.Place == "" {
		return fmt.Sprintf("your code has panicked: %v", p.Value)
	}
	return fmt.Sprintf("your code has panicked, in %s: %v", p.Place, p.Value)
}

// place returns the innermost place of a stack that is in an answer; if there is none,
// in what an exercise gives.
func place(stack []runtime.Frame) string {
	given := ""
	for _, frame := range stack {
		name := path.Base(frame.File)
		at := fmt.Sprintf("%s:%d", name, frame.Line)
		switch {
		case !strings.Contains(frame.File, "/exercises/"), strings.Contains(name, "_test"):
		case name != "given.go":
			return at
		case given == "":
			given = at
		}
	}
	return given
}

// NoPanic fails the test if there was a panic: it says what and where, and then gives
// the advice, which may be empty.
func NoPanic(t testing.TB, p *Panic, advice string) {
	t.Helper()
	if p == nil {
		return
	}
	said := p.String()
	if advice != "" {
		said += ". " + advice
	}
	require.Fail(t, "there was a panic", "%s", said)
}
