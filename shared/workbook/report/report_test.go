package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/exercise"
	"workbook/shared/workbook/sample"
)

// classroom makes a pristine copy with exercises, and a student's with the
// answers to them.
func classroom(t *testing.T, answers map[string]string) (from, root string) {
	t.Helper()
	from, root = sample.Workbook(t), sample.Workbook(t)
	sample.Write(t, from, map[string]string{sample.Folder + "twice_test.go": sample.PlainChecks})
	for path, answer := range answers {
		folder := filepath.ToSlash(filepath.Dir(path))
		sample.Write(t, from, map[string]string{
			folder + "/README.md":     "# Title\n",
			folder + "/twice_test.go": sample.PlainChecks,
			path:                      sample.Skeleton,
		})
		sample.Write(t, root, map[string]string{path: answer})
	}
	return from, root
}

func reportOn(t *testing.T, root string, options Options) Report {
	t.Helper()
	options.Format = "json"
	var out, notes bytes.Buffer
	require.NoError(t, Run(t.Context(), root, options, &out, &notes))
	var report Report
	require.NoError(t, json.Unmarshal(out.Bytes(), &report), out.String())
	return report
}

// Whatever else a student changes, only the answer is looked at.
func TestAStudentCannotWeakenTheChecks(t *testing.T) {
	t.Parallel()
	const folder = "01-first/exercises/"
	from, root := classroom(t, map[string]string{
		folder + "1-twice/twice.go":   sample.Adds,
		folder + "2-broken/broken.go": "package twice\n\nfunc twice(n int) int { return m }\n",
		folder + "3-gone/gone.go":     "",
		folder + "4-link/link.go":     "",
		folder + "5-large/large.go":   sample.Solution + strings.Repeat("//\n", exercise.LargestAnswer/3),
		folder + "6-folder/folder.go": "",
		folder + "7-utf16/utf16.go":   "\xff\xfep\x00a\x00",
	})
	sample.Write(t, root, map[string]string{
		folder + "1-twice/main_test.go":  "package twice\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestMain(*testing.M) { os.Exit(0) }\n",
		folder + "1-twice/more.go":       "package twice\n\nimport \"os\"\n\nfunc init() { os.Exit(0) }\n",
		folder + "1-twice/twice_test.go": "package twice\n",
		"shared/exercise/check/check.go": "package check\n",
		"go.mod":                         "module workbook\n",
	})
	gone, link, dir := filepath.Join(root, folder, "3-gone/gone.go"), filepath.Join(root, folder, "4-link/link.go"), filepath.Join(root, folder, "6-folder/folder.go")
	require.NoError(t, os.Remove(gone))
	require.NoError(t, os.Remove(link))
	require.NoError(t, os.Remove(dir))
	require.NoError(t, os.Mkdir(dir, 0o755))
	linked := os.Symlink(filepath.Join(from, sample.Folder, "testdata", "solution.go"), link) == nil // Windows may forbid it

	report := reportOn(t, root, Options{From: from})
	require.Equal(t, 1, report.Points)
	require.Equal(t, 14, report.Max)
	require.Len(t, report.Exercises, 7)

	twice := report.Exercises[0]
	require.Equal(t, Exercise{
		Name: "twice", Path: "01-first/exercises/1-twice", Title: "Title", Points: 1, Max: 2, Checks: twice.Checks,
	}, twice)
	require.Equal(t, "passed", twice.Checks[0].Outcome)
	require.Equal(t, "failed", twice.Checks[1].Outcome)
	require.Equal(t, "twice 3 is 6", twice.Checks[1].Advice)
	require.Contains(t, twice.Checks[1].Output, "Error Trace:")

	require.Equal(t, "does not compile:\n01-first/exercises/2-broken/broken.go:3:32: undefined: m", report.Exercises[1].Fault)
	require.Equal(t, "01-first/exercises/3-gone/gone.go is missing", report.Exercises[2].Fault)
	if linked {
		require.Contains(t, report.Exercises[3].Fault, "link.go cannot be read: ")
	}
	require.Equal(t, "01-first/exercises/5-large/large.go is larger than 1048576 bytes", report.Exercises[4].Fault)
	require.Equal(t, "01-first/exercises/6-folder/folder.go is not a file", report.Exercises[5].Fault)
	require.Contains(t, report.Exercises[6].Fault, "utf16.go cannot be read: it is not a text in UTF-8")
	for _, e := range report.Exercises[1:] {
		require.Zero(t, e.Points)
		require.Equal(t, 2, e.Max)
		require.Equal(t, "not run", e.Checks[1].Outcome)
	}
}

func TestAnAnswerThatEndsTheProgram(t *testing.T) {
	t.Parallel()
	from, root := classroom(t, map[string]string{
		sample.Folder + "twice.go": "package twice\n\nimport \"os\"\n\nfunc init() { os.Exit(0) }\n\nfunc twice(n int) int { return 2 * n }\n",
	})
	report := reportOn(t, root, Options{From: from, Names: []string{"twice"}})
	require.Zero(t, report.Points)
	require.Equal(t, "the answer ended the program", report.Exercises[0].Fault)
}

func TestMistakesInUse(t *testing.T) {
	root := sample.Workbook(t)
	var out, notes bytes.Buffer
	err := Run(t.Context(), root, Options{Format: "yaml"}, &out, &notes)
	require.EqualError(t, err, `-format "yaml": there is no such format; there are text, json, gradescope, junit`)
	err = Run(t.Context(), root, Options{From: filepath.Join(root, "shared")}, &out, &notes)
	require.ErrorContains(t, err, "there is no workbook in this folder")
	require.Empty(t, notes.String())
	err = Run(t.Context(), root, Options{Names: []string{"thrice"}}, &out, &notes)
	require.ErrorContains(t, err, `there is no exercise "thrice"`)
	require.Contains(t, notes.String(), "-from names a copy to trust")
	require.Empty(t, out.String())
}

var given = Report{Points: 2, Max: 6, Exercises: []Exercise{
	{Name: "end", Path: "01-blocking/exercises/1-end", Title: "The end", Points: 2, Max: 4, Fault: "the program ended in TestC", Checks: []Check{
		{Name: "TestA", Outcome: "passed", Points: 1, Seconds: 0.25},
		{Name: "TestB", Outcome: "failed", Advice: "look at n <first>", Output: "Error Trace: a\x00b\n"},
		{Name: "TestC", Outcome: "failed", Output: "here\npanic: oh\n", Seconds: 1},
		{Name: "TestD", Outcome: "passed", Points: 1},
	}},
	{Name: "word", Path: "02-goroutines/exercises/1-word", Title: "One word", Max: 2, Fault: "does not compile:\nword.go:1: no", Checks: []Check{
		{Name: "TestE", Outcome: "not run"},
		{Name: "TestF", Outcome: "not run"},
	}},
}}

func TestText(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, writeText(&out, given))
	require.Equal(t, ` 2 of  4  01-blocking/exercises/1-end     The end
          the program ended in TestC
          TestB failed: look at n <first>
          TestC failed: panic: oh
 0 of  2  02-goroutines/exercises/1-word  One word
          does not compile:
          word.go:1: no
 2 of  6  in all
`, out.String())
}

func TestNoAnswerSteersTheTerminal(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, writeText(&out, Report{Exercises: []Exercise{{
		Path: "01-blocking/exercises/1-end", Max: 1, Points: 1, Fault: "the answer ended the program\n\x1b[2Jall is well",
		Checks: []Check{{Name: "TestA", Outcome: "failed", Output: "panic: \x1b[2J\n"}},
	}}}))
	require.NotContains(t, out.String(), "\x1b")
	require.Contains(t, out.String(), "\n          \\x1b[2Jall is well\n")
	require.Contains(t, out.String(), "TestA failed: panic: \\x1b[2J\n")
}

func TestJSON(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, writeJSON(&out, given))
	var read Report
	require.NoError(t, json.Unmarshal(out.Bytes(), &read))
	require.Equal(t, given, read)
}

func TestGradescope(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, writeGradescope(&out, given))
	var read struct {
		Tests []map[string]any `json:"tests"`
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &read))
	require.Len(t, read.Tests, 6)
	require.Equal(t, map[string]any{"name": "end: TestA", "score": 1.0, "max_score": 1.0, "status": "passed", "output": ""}, read.Tests[0])
	require.Equal(t, map[string]any{"name": "end: TestC", "score": 0.0, "max_score": 1.0, "status": "failed", "output": "panic: oh\n\nhere\npanic: oh"}, read.Tests[2])
	require.Equal(t, "does not compile:\nword.go:1: no", read.Tests[5]["output"])
}

func TestJUnit(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, writeJUnit(&out, given))
	require.True(t, strings.HasPrefix(out.String(), `<?xml version="1.0" encoding="UTF-8"?>`))
	var read junitSuites
	require.NoError(t, xml.Unmarshal(out.Bytes(), &read))
	require.Equal(t, 6, read.Tests)
	require.Equal(t, 1, read.Failures)
	require.Equal(t, 3, read.Errors)
	require.Len(t, read.Suites, 2)
	end := read.Suites[0]
	require.Equal(t, "01-blocking/exercises/1-end", end.Name)
	require.Equal(t, "1.250", end.Time)
	require.Nil(t, end.Cases[0].Failure)
	require.Nil(t, end.Cases[0].Error)
	require.Equal(t, "look at n <first>", end.Cases[1].Failure.Message)
	require.Contains(t, end.Cases[1].Failure.Text, "Error Trace: a\ufffdb", "XML has no such character")
	require.Equal(t, "panic: oh", end.Cases[2].Error.Message)
	require.Equal(t, "does not compile:\nword.go:1: no", read.Suites[1].Cases[0].Error.Text)
}
