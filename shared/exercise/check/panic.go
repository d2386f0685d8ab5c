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
	Said string // the value, as a line of text
	Line string // of the answer, as "end.go, line 7"; "" if it is not known
}

// Recovered returns the panic whose value a deferred function has got from
// recover, or nil if there was none. Call it in that function: the stack tells it
// the line, and only as long as the function runs.
func Recovered(value any) *Panic {
	if value == nil {
		return nil
	}
	said, _, _ := strings.Cut(fmt.Sprint(value), "\n")
	return &Panic{Said: said, Line: answerLine()}
}

// NoPanic fails the test if an answer has panicked. It says what the panic said,
// and then the advice.
func NoPanic(t testing.TB, p *Panic, advice string) {
	t.Helper()
	if p != nil {
		require.Fail(t, "panic: "+p.Said, "%s. %s", p, advice)
	}
}

// String tells it in a sentence.
func (p *Panic) String() string {
	where := ""
	if p.Line != "" {
		where = " in " + p.Line
	}
	return "your code panics" + where + ": " + p.Said
}

// answerLine returns the innermost line of the answer that is being run, without
// the checks' own files.
func answerLine() string {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for {
		frame, more := frames.Next()
		if strings.Contains(frame.Function, "/exercises/") && !strings.HasSuffix(frame.File, "_test.go") {
			return fmt.Sprintf("%s, line %d", path.Base(frame.File), frame.Line)
		}
		if !more {
			return ""
		}
	}
}
