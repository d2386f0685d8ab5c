package prove

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/workbook/sample"
	"workbook/shared/workbook/trial"
)

// workbook makes a small workbook with a few files that are not as they should
// be.
func workbook(t *testing.T, tampered map[string]string) (root string) {
	t.Helper()
	root = sample.Workbook(t)
	sample.Write(t, root, map[string]string{sample.Folder + "twice_test.go": sample.PlainChecks})
	for name, text := range tampered {
		sample.Write(t, root, map[string]string{sample.Folder + name: text})
	}
	return root
}

func TestAnExerciseIsProved(t *testing.T) {
	t.Parallel()
	root := workbook(t, nil)
	var out, notes bytes.Buffer
	require.NoError(t, Run(t.Context(), root, Options{}, &out, &notes), out.String())
	require.Equal(t, "ok    01-first/exercises/1-twice: 2 checks, 1 right and 2 wrong answers\n", out.String())
	require.Contains(t, notes.String(), "took")
	if trial.RaceDetector(t.Context(), root) == nil {
		require.NotContains(t, notes.String(), "cannot run")
	}
}

// What is tampered with, alone or together, makes the proof red.
func TestTampering(t *testing.T) {
	t.Parallel()
	root := workbook(t, map[string]string{
		"testdata/solution.go":   sample.Same,
		"twice.go":               sample.Solution,
		"testdata/right/same.go": sample.Same,
		"testdata/wrong/adds.go": "// fails: TestOfThree\n//\n// No mistake at all.\n" + sample.Solution,
	})
	var out, notes bytes.Buffer
	err := Run(t.Context(), root, Options{Names: []string{"twice"}, Race: Never}, &out, &notes)
	require.EqualError(t, err, "1 of 1 exercises are not proved")
	require.Equal(t, `FAIL  01-first/exercises/1-twice
      twice.go passes TestOfTwo: a skeleton must fail every check. Has it been answered? Then this is no untouched copy
      twice.go passes TestOfThree: a skeleton must fail every check. Has it been answered? Then this is no untouched copy
      testdata/solution.go: TestOfTwo failed: twice 2 is 4
      testdata/solution.go: TestOfThree failed: twice 3 is 6
      testdata/right/same.go: TestOfTwo failed: twice 2 is 4
      testdata/right/same.go: TestOfThree failed: twice 3 is 6
      testdata/wrong/adds.go passes TestOfThree, which it says it fails
`, out.String())
}

// answered returns how a trial of twice went: each check as it is given.
func answered(p *proof, answer string, checks ...trial.Check) trial.Result {
	r := trial.Result{Trial: trial.Trial{Exercise: p.exercise}, Checks: checks, Ended: true}
	if answer != "" {
		r.Answer = filepath.Join(p.exercise.Dir(), "testdata", answer)
	}
	return r
}

var (
	passed    = trial.Check{Name: "TestA", Outcome: trial.Passed}
	failed    = trial.Check{Name: "TestA", Outcome: trial.Failed, Asserted: true, Advice: "look at n"}
	panicked  = trial.Check{Name: "TestA", Outcome: trial.Failed, Output: "said before\npanic: oh\n"}
	unadvised = trial.Check{Name: "TestA", Outcome: trial.Failed, Asserted: true}
	notRun    = trial.Check{Name: "TestA"}
	skipped   = trial.Check{Name: "TestA", Outcome: trial.Skipped}
)

func TestRightAnswersMustPass(t *testing.T) {
	for want, c := range map[string]trial.Check{
		"":                            passed,
		"failed: look at n":           failed,
		"failed: panic: oh":           panicked,
		"not run: it printed nothing": notRun,
		"skipped: it printed nothing": skipped,
	} {
		p := &proof{broken: make(map[string]bool)}
		p.judgeRight(answered(p, "solution.go", c), "")
		requireFault(t, p, want, "testdata/solution.go: TestA "+want)
	}
	p := &proof{broken: make(map[string]bool)}
	p.judgeRight(answered(p, "solution.go", failed), " (with -race)")
	require.Equal(t, []string{"testdata/solution.go: TestA failed (with -race): look at n"}, p.faults)
}

func TestSkeletonsMustFailByAssertion(t *testing.T) {
	for want, c := range map[string]trial.Check{
		"": failed,
		".go fails TestA, but not by an assertion: panic: oh":                                                      panicked,
		".go fails TestA without advice: the assertion has no message":                                             unadvised,
		".go: TestA not run, but it must fail":                                                                     notRun,
		".go: TestA skipped, but it must fail":                                                                     skipped,
		".go passes TestA: a skeleton must fail every check. Has it been answered? Then this is no untouched copy": passed,
	} {
		p := &proof{broken: make(map[string]bool)}
		p.judgeSkeleton(answered(p, "", c))
		requireFault(t, p, want, want)
	}
}

func TestWrongAnswersMustFailExactlyWhatTheySay(t *testing.T) {
	for want, c := range map[string]trial.Check{
		"": failed,
		"testdata/x.go passes TestA, which it says it fails":                     passed,
		"testdata/x.go fails TestA, but not by an assertion: panic: oh":          panicked,
		"testdata/x.go fails TestA without advice: the assertion has no message": unadvised,
	} {
		p := &proof{broken: make(map[string]bool)}
		p.judgeWrong(answered(p, "x.go", c), []string{"TestA"})
		requireFault(t, p, want, want)
	}
	for want, c := range map[string]trial.Check{
		"": passed,
		"testdata/x.go fails TestA, which it does not say: look at n": failed,
		"testdata/x.go: TestA not run":                                notRun,
	} {
		p := &proof{broken: make(map[string]bool)}
		b := failed
		b.Name = "TestB"
		p.judgeWrong(answered(p, "x.go", c, b), []string{"TestB"})
		requireFault(t, p, want, want)
	}
	p := &proof{broken: make(map[string]bool)}
	p.judgeWrong(answered(p, "x.go", failed), []string{"TestA", "TestZ"})
	require.Equal(t, []string{"testdata/x.go says that it fails TestZ, which is no check of this exercise"}, p.faults)
}

func TestEveryAnswerMustCompileAndEnd(t *testing.T) {
	for name, judge := range map[string]func(*proof, trial.Result){
		"solution": func(p *proof, r trial.Result) { p.judgeRight(r, "") },
		"skeleton": (*proof).judgeSkeleton,
		"wrong":    func(p *proof, r trial.Result) { p.judgeWrong(r, []string{"TestA"}) },
	} {
		p := &proof{broken: make(map[string]bool)}
		r := answered(p, "x.go", notRun)
		r.Build = "a.go:1: no\na.go:2: no"
		judge(p, r)
		require.Equal(t, []string{"testdata/x.go does not compile: a.go:1: no"}, p.faults, name)

		p = &proof{broken: make(map[string]bool)}
		r = answered(p, "x.go", passed)
		r.Ended, r.Output = false, "panic: in a goroutine"
		judge(p, r)
		require.Equal(t, []string{"testdata/x.go ends the program: panic: in a goroutine"}, p.faults, name)
	}
}

func requireFault(t *testing.T, p *proof, want, fault string) {
	t.Helper()
	if want == "" {
		require.Empty(t, p.faults)
		return
	}
	require.Equal(t, []string{fault}, p.faults)
}

func TestTheFilesOfAnExercise(t *testing.T) {
	root := workbook(t, map[string]string{
		"README.md":               "Twice\n",
		"hints.md":                "# Hints\n\n## One\n\n## Two\n",
		"testdata/wrong/same.go":  "// Fails: TestOfTwo\n//\n// A mistake.\npackage twice\n",
		"testdata/wrong/short.go": "// fails: TestOfTwo\npackage twice\n\nvar x int\n",
	})
	e := sample.Twice(root)
	require.NoError(t, os.Remove(e.Solution()))
	require.NoError(t, os.Remove(filepath.Join(e.Dir(), "testdata", "wrong", "adds.go")))
	require.Equal(t, []string{
		"README.md does not begin with a title, as: # The end of the input",
		"hints.md has 2 hints, each with a heading ## ...; there must be 3",
		"testdata/solution.go is missing",
		"testdata/wrong/same.go: it does not begin with the checks that it fails, as: // fails: TestX TestY",
		"testdata/wrong/short.go: below its first line, // and then // with a sentence that names the mistake are missing",
	}, newProof(e).faults)

	require.NoError(t, os.RemoveAll(filepath.Join(e.Dir(), "testdata")))
	require.NoError(t, os.Remove(e.Answer()))
	require.NoError(t, os.Remove(filepath.Join(e.Dir(), "README.md")))
	require.NoError(t, os.Remove(filepath.Join(e.Dir(), "hints.md")))
	require.Equal(t, []string{
		"README.md does not begin with a title, as: # The end of the input",
		"hints.md has 0 hints, each with a heading ## ...; there must be 3",
		"twice.go, the skeleton, is missing",
	}, newProof(e).faults)
}

func TestMistakesInUse(t *testing.T) {
	root := workbook(t, map[string]string{"../../../.workbook/skeletons/twice.go": "before"})
	e := sample.Twice(root)
	var out, notes bytes.Buffer
	err := Run(t.Context(), root, Options{}, &out, &notes)
	require.ErrorContains(t, err, "twice has been answered: this needs an untouched copy")

	require.NoError(t, os.Remove(e.Solution()))
	err = Run(t.Context(), root, Options{}, &out, &notes)
	require.ErrorContains(t, err, "this copy of the workbook has no solutions")

	err = Run(t.Context(), root, Options{Names: []string{"thrice"}}, &out, &notes)
	require.ErrorContains(t, err, `there is no exercise "thrice"`)
	require.Empty(t, out.String())
}

// Where there is no C compiler, the Go command says so.
func TestWithoutTheRaceDetector(t *testing.T) {
	root := workbook(t, nil)
	t.Setenv("CGO_ENABLED", "0")
	if trial.RaceDetector(t.Context(), root) == nil {
		t.Skip("the race detector of this system needs no C compiler")
	}
	var notes bytes.Buffer
	race, err := hasRace(t.Context(), root, IfItRuns, &notes)
	require.NoError(t, err)
	require.False(t, race)
	require.Contains(t, notes.String(), "the race detector cannot run here: ")
	require.Contains(t, notes.String(), ": the solutions are tried without it")
	_, err = hasRace(t.Context(), root, Always, &notes)
	require.ErrorContains(t, err, "the race detector cannot run here: ")
	race, err = hasRace(t.Context(), root, Never, &notes)
	require.NoError(t, err)
	require.False(t, race)
}
