package trial

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/gocommand"
)

// tell files events, each of which is a line: what happened, to which test, and
// what it printed.
func tell(count int, lines ...string) Result {
	r := newRecord(Trial{}, checks{names: []string{"TestA", "TestB"}}, "TestLast", count)
	for _, line := range lines {
		words := strings.SplitN(line+"  ", " ", 3)
		r.take(gocommand.Event{Action: words[0], Test: words[1], Elapsed: 0.5, Output: strings.TrimSuffix(words[2], "  ") + "\n"})
	}
	return r.result()
}

func TestTheLastTestTellsThatTheProgramCameToItsEnd(t *testing.T) {
	passing := []string{"run TestA", "pass TestA", "run TestB", "pass TestB"}
	r := tell(1, append(passing, "pass TestLast")...)
	require.True(t, r.Ended)
	require.True(t, r.Passed())
	require.Equal(t, 500*time.Millisecond, r.Checks[0].Elapsed)
	require.False(t, tell(1, passing...).Passed())
	require.False(t, tell(2, append(passing, "pass TestLast")...).Passed(), "it was to run twice")
	require.False(t, tell(1, "run TestA", "pass TestA", "pass TestLast").Passed(), "B did not run")
}

func TestEveryRunOfACheckCounts(t *testing.T) {
	r := tell(3,
		"run TestA", "output TestA fine", "pass TestA", "pass TestLast",
		"run TestA", "output TestA oh", "fail TestA", "pass TestLast",
		"run TestA", "output TestA good", "pass TestA", "pass TestLast")
	require.True(t, r.Ended)
	require.Equal(t, Failed, r.Checks[0].Outcome)
	require.Equal(t, "oh\n", r.Checks[0].Output, "what the run printed that failed")
	require.Equal(t, NotRun, r.Checks[1].Outcome)
	require.Equal(t, Failed, tell(2, "run TestA", "skip TestA", "run TestA", "fail TestA").Checks[0].Outcome)
	require.Equal(t, Skipped, tell(2, "run TestA", "skip TestA", "run TestA", "pass TestA").Checks[0].Outcome)
}

func TestTheProgramEndsInACheck(t *testing.T) {
	r := tell(1, "run TestA", "pause TestA", "run TestB", "output TestB here", "fail")
	require.Equal(t, NotRun, r.Checks[0].Outcome, "it waited for its turn")
	require.Equal(t, Failed, r.Checks[1].Outcome)
	require.Equal(t, Failed, tell(1, "run TestA", "pause TestA", "cont TestA", "fail").Checks[0].Outcome)
}

func TestPartsBelongToTheirCheck(t *testing.T) {
	r := tell(1, "run TestA", "output TestA one", "run TestA/x", "output TestA/x two", "fail TestA/x", "pass TestA", "output  outside")
	require.Equal(t, Passed, r.Checks[0].Outcome, "the check decides")
	require.Equal(t, "one\ntwo\n", r.Checks[0].Output)
	require.Equal(t, "outside\n", r.Output)
}

func TestAdviceIsTheMessageOfTheFirstAssertion(t *testing.T) {
	const first = "    end_test.go:37: \n        \tError Trace:\t/end_test.go:37\n        \tError:      \tNot equal: \n        \t            \texpected: 1\n" +
		"        \tTest:       \tTestA\n        \tMessages:   \tlook at n\n        \t            \tbefore err\n"
	for output, want := range map[string]string{
		first: "look at n\nbefore err",
		first + strings.ReplaceAll(first, "look", "not"):               "look at n\nbefore err",
		strings.ReplaceAll(first, "    ", "        "):                  "look at n\nbefore err",
		"    a_test.go:1: no testify\n":                                "",
		first[:strings.Index(first, "        \tMessages")]:             "",
		"panic: oh\n" + first:                                          "",
		first + "fatal error: all goroutines are asleep\n":             "",
		first[:strings.Index(first, "        \t            \tbefore")]: "look at n",
	} {
		advice, asserted := assertion(output)
		require.Equal(t, want, advice, output)
		require.Equal(t, strings.Contains(output, "Error Trace") && !strings.Contains(output, "panic") && !strings.Contains(output, "fatal"), asserted, output)
	}
}

func TestALongOutputIsCutInItsMiddle(t *testing.T) {
	var c clipped
	c.write("first\n")
	for range 10 * most {
		c.write("more\n")
	}
	c.write("last\n")
	text := c.String()
	require.Less(t, len(text), 4*most)
	require.True(t, strings.HasPrefix(text, "first\nmore\n"))
	require.True(t, strings.HasSuffix(text, "more\nlast\n"))
	require.Contains(t, text, "bytes are left out")

	var short clipped
	for range most / 5 {
		short.write("12345678")
	}
	require.Equal(t, strings.Repeat("12345678", most/5), short.String())
}

func TestFaultsAreThoseOfOnePackage(t *testing.T) {
	const said = "# workbook/a\na.go:1: no\n# workbook/b [workbook/b.test]\nb.go:2: no\nb.go:3: no\n"
	require.Equal(t, "a.go:1: no", faults(said, "workbook/a"))
	require.Equal(t, "b.go:2: no\nb.go:3: no", faults(said, "workbook/b"))
	require.Equal(t, "c: a compiler is missing", faults("# runtime/cgo\nc: a compiler is missing\n", "workbook/a"))
}
