package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/workbook/sample"
	"workbook/shared/workbook/screen"
	"workbook/shared/workbook/trial"
)

// told returns what a verdict on a result says, in 80 columns.
func told(r trial.Result) string {
	var out bytes.Buffer
	b := &book{out: &screen.Screen{Out: &out}}
	b.verdict(r)
	return out.String()
}

func TestAdviceOnWhatIsNoAssertion(t *testing.T) {
	for output, want := range map[string]string{
		"panic: oops\n\ngoroutine 1 [running]:\na.b()\n\t/src/runtime/panic.go:7 +0x1\na.c()\n\t/me/01-first/exercises/1-twice/twice.go:12 +0x1": "your code has panicked, in twice.go:12: oops",
		"panic: runtime error: index out of range [5]\n\ngoroutine 1":                                                                            "your code has panicked: runtime error: index out of range [5]",
		"panic: \n\ngoroutine 1 [running]:":                                    "your code has panicked: ",
		"panic: oops [recovered, repanicked]\n":                                "your code has panicked: oops",
		"panic: test timed out after 30s\n\trunning tests:":                    "your code hangs: it waits for something that never comes",
		"panic: deadlock: main bubble goroutine has exited":                    "your code has panicked: deadlock: main bubble goroutine has exited",
		"fatal error: all goroutines are asleep - deadlock!":                   "every goroutine waits for another one: nothing can ever happen",
		"panic: deadlock: all goroutines in bubble are blocked":                "every goroutine waits for another one: nothing can ever happen",
		"fatal error: concurrent map writes\n":                                 "Go has stopped the program: concurrent map writes",
		"    x_test.go:1: something else that has neither of these\n":          "TestX fails",
		"noise before\npanic: assignment to entry in nil map\n\ngoroutine 7\n": "your code has panicked: assignment to entry in nil map",
	} {
		require.Equal(t, want, advice(trial.Result{Trial: trial.Trial{Exercise: sample.Twice("")}, Ended: true}, trial.Check{Name: "TestX", Outcome: trial.Failed, Output: output}), output)
	}
}

func TestAnAnswerThatEndsTheProgram(t *testing.T) {
	said := told(trial.Result{Checks: []trial.Check{{Name: "TestOne"}, {Name: "TestTwo", Outcome: trial.Passed}}})
	require.Equal(t, `Not yet: your code has ended the whole program, as log.Fatal and os.Exit do: a
         server must go on for its other clients. log.Print writes the same, and
         ends nothing.

  [ ] TestOne
  [x] TestTwo

  1 of 2 checks pass.
`, said)
}

// log.Fatal ends the program in the middle of a check, which has no advice then.
func TestAnAnswerThatEndsTheProgramInACheck(t *testing.T) {
	said := told(trial.Result{Checks: []trial.Check{{Name: "TestOne", Outcome: trial.Failed, Output: "2026/11/24 16:27:42 EOF\n"}}})
	require.Contains(t, said, "Not yet: your code has ended the whole program, as log.Fatal and os.Exit do")
	require.Contains(t, said, "16:27:42 EOF")
}

func TestAdviceEndsAsItIsMeant(t *testing.T) {
	for advice, want := range map[string]string{
		"look at n":                  "Not yet: look at n.\n\n  [",
		"do you look?":               "Not yet: do you look?\n\n  [",
		"this differs:\n+go f()\n+}": "Not yet: this differs:\n\n    +go f()\n    +}\n\n  [",
	} {
		r := trial.Result{Ended: true, Checks: []trial.Check{{Name: "TestOne", Outcome: trial.Failed, Advice: advice}}}
		require.Contains(t, told(r), want)
	}
}

func TestNoAnswerSteersTheTerminal(t *testing.T) {
	r := trial.Result{Ended: true, Checks: []trial.Check{{Name: "TestOne", Outcome: trial.Failed, Output: "\x1b[2J\npanic: \x1b[2J\n"}}}
	r.Exercise = sample.Twice("")
	said := told(r)
	require.NotContains(t, said, "\x1b")
	require.Contains(t, said, "Not yet: your code has panicked: \\x1b[2J.")
	require.Contains(t, said, "\n  \\x1b[2J\n  panic: \\x1b[2J\n")
}

func TestALongTraceIsCut(t *testing.T) {
	var trace strings.Builder
	for i := range 100 {
		fmt.Fprintf(&trace, "line %d\n", i)
	}
	r := trial.Result{Ended: true, Checks: []trial.Check{{Name: "TestOne", Outcome: trial.Failed, Advice: "look", Output: trace.String()}}}
	r.Exercise = sample.Twice("")
	said := told(r)
	require.Contains(t, said, "line 29\n")
	require.NotContains(t, said, "line 30\n")
	require.Contains(t, said, "... and 70 lines more: go test ./01-first/exercises/1-twice shows them.\n")
	require.Less(t, strings.Index(said, "Not yet: look."), strings.Index(said, "line 0"), "the advice comes first")
}

// A place in the checks alone is no news.
func TestWhatGoSaysIsShownIfItSaysMoreThanThePlace(t *testing.T) {
	report := func(said string) string {
		return "    twice_test.go:31: \n        \tError Trace:\t/me/01-first/exercises/1-twice/twice_test.go:31\n" +
			"        \tError:      \t" + said + "\n        \tTest:       \tTestOne\n        \tMessages:   \tlook\n"
	}
	for output, shown := range map[string]string{
		report("Should be true"):                                    "",
		report("Should be false") + report("Should be true"):        "",
		report("Not equal: 3"):                                      "\nWhat Go says:\n\n  twice_test.go:31:\n    Error:        Not equal: 3\n",
		"    twice_test.go:12: n is 3\n" + report("Should be true"): "\nWhat Go says:\n\n  twice_test.go:12: n is 3\n  twice_test.go:31:\n",
	} {
		r := trial.Result{Ended: true, Checks: []trial.Check{{Name: "TestOne", Outcome: trial.Failed, Advice: "look", Asserted: true, Output: output}}}
		r.Exercise = sample.Twice("")
		_, below, found := strings.Cut(told(r), "0 of 1 checks pass.\n")
		require.True(t, found)
		require.Equal(t, shown, below)

		r.Checks[0].Advice = ""
		require.Contains(t, told(r), "twice_test.go:31:\n", "where there is no advice, the place is better than nothing")
	}
}

func TestMoreThanOneFault(t *testing.T) {
	said := told(trial.Result{Build: "a/x.go:1:2: one\n\thave ()\na/x.go:3:4: two\n"})
	require.Equal(t, `Does not compile: a/x.go:1:2: one

  This file is not one of the exercise. It must have been changed: put it back
  as it was.

What Go says besides:

    have ()
  a/x.go:3:4: two
`, said)
}

func TestFaults(t *testing.T) {
	root := t.TempDir()
	e := sample.Twice(root)
	sample.Write(t, root, map[string]string{sample.Folder + "twice.go": "package twice\r\n\tx := 1\r\n"})
	for said, want := range map[string]fault{
		"01-first/exercises/1-twice/twice.go:2:2: declared and not used: x": {
			"twice.go:2:2: declared and not used: x", "   2      x := 1",
			"Go wants every variable to be used. Use it, or take it out.",
		},
		"01-first/exercises/1-twice/twice.go:9:2: anything": {"twice.go:9:2: anything", "", ""},
		"01-first/exercises/1-twice/twice_test.go:9:2: undefined: twice": {
			"twice_test.go:9:2: undefined: twice", "", "The checks call your code as the skeleton declares it. Keep its names, parameters and results.",
		},
		"shared/upper/upper.go:9: syntax error": {"shared/upper/upper.go:9: syntax error", "", "This file is not one of the exercise. It must have been changed: put it back as it was."},
		"import cycle not allowed":              {"import cycle not allowed", "", ""},
	} {
		require.Equal(t, want, faultIn(e, said), said)
	}
}
