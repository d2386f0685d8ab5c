package trial

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/shirou/gopsutil/v4/process"
	"github.com/stretchr/testify/require"

	"workbook/shared/exercise/check"
	"workbook/shared/workbook/sample"
)

// try runs the plain checks of the sample against answers.
func try(t *testing.T, options Options, answers ...string) []Result {
	t.Helper()
	root := sample.Workbook(t)
	sample.Write(t, root, map[string]string{sample.Folder + "twice_test.go": sample.PlainChecks})
	return tryIn(t, root, options, answers...)
}

// tryIn runs the checks of the sample at root against answers, which it writes
// into files.
func tryIn(t *testing.T, root string, options Options, answers ...string) []Result {
	t.Helper()
	dir := t.TempDir()
	var trials []Trial
	for i, answer := range answers {
		file := filepath.Join(dir, string(rune('a'+i))+".go")
		require.NoError(t, os.WriteFile(file, []byte(answer), 0o644))
		trials = append(trials, Trial{Exercise: sample.Twice(root), Answer: file})
	}
	results, err := Run(t.Context(), trials, options)
	require.NoError(t, err)
	require.Len(t, results, len(answers))
	return results
}

// outcomes returns what became of each check.
func outcomes(r Result) map[string]Outcome {
	all := make(map[string]Outcome)
	for _, c := range r.Checks {
		all[c.Name] = c.Outcome
	}
	return all
}

func TestAnswersAreJudgedByTheirChecks(t *testing.T) {
	t.Parallel()
	var told []string
	results := tryIn(t, sample.Workbook(t), Options{Done: func(r Result) { told = append(told, filepath.Base(r.Answer)) }},
		sample.Solution, sample.Adds)
	require.Equal(t, []string{"a.go", "b.go"}, told)

	right := results[0]
	require.Empty(t, right.Build)
	require.True(t, right.Passed())
	require.Equal(t, 2, right.Passing())
	require.Equal(t, map[string]Outcome{"TestOfTwo": Passed, "TestOfThree": Passed}, outcomes(right))
	_, failed := right.Failure()
	require.False(t, failed)

	adds := results[1]
	require.False(t, adds.Passed())
	require.True(t, adds.Ended)
	require.Equal(t, map[string]Outcome{"TestOfTwo": Passed, "TestOfThree": Failed}, outcomes(adds))
	c, failed := adds.Failure()
	require.True(t, failed)
	require.Equal(t, "TestOfThree", c.Name)
	require.True(t, c.Asserted)
	require.Equal(t, "3 and 3 is six", c.Advice)
	require.Contains(t, c.Output, "Error Trace:")
	require.NotContains(t, c.Output, "=== RUN")
	require.NotContains(t, c.Output, "--- FAIL")
}

func TestAnAnswerThatDoesNotCompile(t *testing.T) {
	t.Parallel()
	wants := []string{"undefined: m", "possibly missing comma or )", "found packages", "import cycle", "is not in std", "expected 'package'"}
	results := try(t, Options{},
		"package twice\n\nfunc twice(n int) int { return m }\n",
		"package twice\n\nfunc twice(n int int {}\n",
		"package other\n",
		"package twice\n\nimport _ \"workbook/01-first/exercises/1-twice\"\n",
		"package twice\n\nimport _ \"nothing\"\n",
		"I do not know.\n",
	)
	for i, r := range results {
		require.Contains(t, r.Build, wants[i])
		require.NotContains(t, r.Build, "# workbook")
		require.False(t, r.Passed())
		require.Equal(t, map[string]Outcome{"TestOfTwo": NotRun, "TestOfThree": NotRun}, outcomes(r), wants[i])
	}
}

// The student's own answer is tried here, so that it is not always another.
func TestEachCheckHasItsTurn(t *testing.T) {
	t.Parallel()
	root := sample.Workbook(t)
	sample.Write(t, root, map[string]string{
		sample.Folder + "twice.go": `package twice

import "os"

func twice(n int) int {
	switch n {
	case 1:
		os.Exit(3)
	case 2:
		panic("two")
	case 3:
		select {}
	}
	return 2 * n
}
`,
		sample.Folder + "twice_test.go": `package twice

import "testing"

func TestZero(t *testing.T) { twice(0) }

func TestOne(t *testing.T) { twice(1) }

func TestTwo(t *testing.T) { twice(2) }

func TestThree(t *testing.T) { twice(3) }

func TestFour(t *testing.T) { twice(4) }

func Testing(t *testing.T) { t.Fatal("no test of Go") }
`,
	})
	trials := []Trial{{Exercise: sample.Twice(root)}}
	told := 0
	results, err := Run(t.Context(), trials, Options{Insist: true, Timeout: 2 * time.Second, Done: func(Result) { told++ }})
	require.NoError(t, err)
	require.Equal(t, 1, told)
	r := results[0]
	require.Equal(t, map[string]Outcome{"TestZero": Passed, "TestOne": Failed, "TestTwo": Failed, "TestThree": Failed, "TestFour": Passed}, outcomes(r))
	require.False(t, r.Ended)
	require.False(t, r.Passed())
	require.Contains(t, r.Checks[2].Output, "panic: two")
	require.Contains(t, r.Checks[3].Output, "panic: test timed out")
	for _, c := range r.Checks {
		require.False(t, c.Asserted)
	}
}

func TestAnswersShareAProgram(t *testing.T) {
	t.Parallel()
	root, dir := sample.Workbook(t), t.TempDir()
	const hangs = "package twice\n\nfunc twice(n int) int {\n\tif n == 3 {\n\t\tselect {}\n\t}\n\treturn word()\n}\n"
	sample.Write(t, root, map[string]string{
		sample.Folder + "twice_test.go": sample.PlainChecks,
		sample.Folder + "word.txt":      "four",
		sample.Folder + "given.go":      "package twice\n\nimport _ \"embed\"\n\n//go:embed word.txt\nvar text string\n\nfunc word() int { return len(text) }\n",
	})
	sample.Write(t, dir, map[string]string{"a.go": sample.Solution, "b.go": sample.Adds, "c.go": hangs})
	sample.Write(t, dir, map[string]string{"d.go": "package twice\n\nfunc twice(n int) int { return m }\n", "e.go": "I do not know.\n"})
	var trials []Trial
	for _, name := range []string{"a.go", "b.go", "c.go", "d.go", "e.go"} {
		trials = append(trials, Trial{Exercise: sample.Twice(root), Answer: filepath.Join(dir, name)})
	}
	trials = append(trials, Trial{Exercise: sample.Twice(root)}) // the skeleton
	results := make(map[int]Result)
	apart, err := runTogether(t.Context(), trials, Options{Timeout: 2 * time.Second, Count: 2}, func(i int, r Result) { results[i] = r })
	require.NoError(t, err)
	require.ElementsMatch(t, []int{3, 4}, apart, "which do not compile")
	require.Len(t, results, 4)

	require.True(t, results[0].Passed(), "%+v", results[0])
	require.Equal(t, map[string]Outcome{"TestOfTwo": Passed, "TestOfThree": Failed}, outcomes(results[1]))
	require.True(t, results[1].Ended)
	c, _ := results[1].Failure()
	require.Equal(t, "twice 3 is 6", c.Advice)
	require.Contains(t, c.Output, "twice_test_zz.go:")
	require.Equal(t, map[string]Outcome{"TestOfTwo": Passed, "TestOfThree": Failed}, outcomes(results[2]))
	require.False(t, results[2].Ended)
	c, _ = results[2].Failure()
	require.Contains(t, c.Output, "timed out")
	require.Equal(t, map[string]Outcome{"TestOfTwo": Failed, "TestOfThree": Failed}, outcomes(results[5]))
}

func TestAnswersThatCannotShareAProgramAreTriedApart(t *testing.T) {
	t.Parallel()
	results := try(t, Options{Together: true}, "package twice\n\nfunc twice(n int) int { return m }\n")
	require.Contains(t, results[0].Build, "undefined: m")

	for name, text := range map[string]string{
		"main_test.go":  "package twice\n\nimport \"testing\"\n\nfunc TestMain(m *testing.M) { m.Run() }\n",
		"outer_test.go": "package twice_test\n\nimport \"testing\"\n\nfunc TestOuter(*testing.T) {}\n",
	} {
		root := sample.Workbook(t)
		sample.Write(t, root, map[string]string{sample.Folder + name: text})
		apart, err := runTogether(t.Context(), []Trial{{Exercise: sample.Twice(root)}}, Options{}, func(int, Result) {})
		require.NoError(t, err)
		require.Equal(t, []int{0}, apart, name)
	}
}

// What an answer prints, or how it ends the program, makes no check pass.
func TestNoAnswerPassesByATrick(t *testing.T) {
	t.Parallel()
	const forged = `fmt.Print("\x16=== RUN   TestOfTwo\n\x16--- PASS: TestOfTwo (0.00s)\n\x16=== RUN   TestOfThree\n\x16--- PASS: TestOfThree (0.00s)\nPASS\n")`
	const wrong = "\n\nfunc twice(n int) int { return n }\n"
	for name, answer := range map[string]string{
		"its own TestMain":  "package twice\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestMain(*testing.M) { os.Exit(0) }" + wrong,
		"skips":             "package twice\n\nimport \"os\"\n\nfunc init() { os.Setenv(\"" + check.All + "\", \"\") }" + wrong,
		"prints, and exits": "package twice\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc init() { " + forged + "; os.Exit(0) }" + wrong,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := try(t, Options{Insist: true}, answer)[0]
			require.Empty(t, r.Build)
			require.False(t, r.Passed())
			require.Zero(t, r.Passing(), "%+v", r.Checks)
		})
	}
}

// The answer is what interrupts, so that a program is there to be left behind.
func TestAnInterruptedTrialLeavesNothingBehind(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps the file of a program for as long as it runs")
	}
	temp := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "GOTMPDIR"} {
		t.Setenv(name, temp)
	}
	for _, together := range []bool{false, true} {
		root := sample.Workbook(t)
		number := filepath.Join(root, "number")
		sample.Write(t, root, map[string]string{
			sample.Folder + "twice_test.go": sample.PlainChecks,
			sample.Folder + "twice.go": fmt.Sprintf("package twice\n\nimport (\n\t\"os\"\n\t\"strconv\"\n)\n\n"+
				"func twice(int) int {\n\tos.WriteFile(%q, []byte(strconv.Itoa(os.Getpid())), 0o644)\n\tselect {}\n}\n", number),
		})
		ctx, interrupt := context.WithCancel(t.Context())
		defer interrupt()
		ended := make(chan error, 1)
		go func() {
			_, err := Run(ctx, []Trial{{Exercise: sample.Twice(root)}}, Options{Together: together})
			ended <- err
		}()
		pid := 0
		require.Eventually(t, func() bool {
			text, _ := os.ReadFile(number)
			pid, _ = strconv.Atoi(string(text))
			return pid > 0
		}, time.Minute, 10*time.Millisecond)
		interrupt()
		require.ErrorIs(t, <-ended, context.Canceled)
		left, err := os.ReadDir(temp)
		require.NoError(t, err)
		require.Empty(t, left)
		require.Eventually(t, func() bool {
			running, err := process.PidExists(int32(pid))
			return err == nil && !running
		}, 10*time.Second, 10*time.Millisecond, "the program runs on")
	}
}

func TestMistakesInUse(t *testing.T) {
	t.Parallel()
	root := sample.Workbook(t)
	twice := sample.Twice(root)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Run(ctx, []Trial{{Exercise: twice}}, Options{})
	require.ErrorIs(t, err, context.Canceled)

	require.NoError(t, os.Remove(filepath.Join(twice.Dir(), "twice_test.go")))
	_, err = Run(t.Context(), []Trial{{Exercise: twice}}, Options{})
	require.EqualError(t, err, "01-first/exercises/1-twice/twice_test.go has no checks (git checkout 01-first/exercises/1-twice/twice_test.go brings it back, or a fresh copy of the workbook)")

	sample.Write(t, root, map[string]string{sample.Folder + "twice_test.go": sample.Checks, "go.mod": "module work book\n"})
	_, err = Run(t.Context(), []Trial{{Exercise: twice}}, Options{})
	require.ErrorContains(t, err, "go test did not run: go: errors parsing go.mod")
}
