package docs_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/stage"
)

// TestGradescopeFilesGrade runs run_autograder as Gradescope would, with the
// workbook's own folder as the pristine copy, and one answer handed in.
func TestGradescopeFilesGrade(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("this test needs bash: Gradescope runs on Linux")
	}
	root, err := stage.Root()
	require.NoError(t, err)
	autograder := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(autograder, "source"), 0o755))
	require.NoError(t, os.Symlink(root, filepath.Join(autograder, "source", "workbook")))
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(autograder, "workbook"), "./shared/workbook")
	build.Dir = root
	output, err := build.CombinedOutput()
	require.NoError(t, err, "%s", output)

	// The student has completed one exercise, and handed in nothing else.
	answer := filepath.Join("01-blocking", "exercises", "1-end", "end.go")
	text, err := os.ReadFile(filepath.Join(root, filepath.Dir(answer), "testdata", "solution.go"))
	if os.IsNotExist(err) {
		t.Skip("this copy has no solutions")
	}
	require.NoError(t, err)
	handedIn := filepath.Join(autograder, "submission", answer)
	require.NoError(t, os.MkdirAll(filepath.Dir(handedIn), 0o755))
	require.NoError(t, os.WriteFile(handedIn, text, 0o644))

	script, err := os.ReadFile(filepath.Join(root, "docs", "grading", "gradescope", "run_autograder"))
	require.NoError(t, err)
	chosen := regexp.MustCompile(`(?m)^exercises=\(\)`).ReplaceAllString(string(script), "exercises=(end lines)")
	require.NotEqual(t, string(script), chosen)
	run := exec.CommandContext(t.Context(), "bash", "-c", chosen)
	run.Env = append(os.Environ(), "AUTOGRADER="+autograder)
	output, err = run.CombinedOutput()
	require.NoError(t, err, "%s", output)

	results, err := os.ReadFile(filepath.Join(autograder, "results", "results.json"))
	require.NoError(t, err)
	var report struct {
		Tests []struct {
			Name     string
			Score    float64
			MaxScore float64 `json:"max_score"`
		}
	}
	require.NoError(t, json.Unmarshal(results, &report))
	scores := make(map[bool]int)
	for _, test := range report.Tests {
		require.Positive(t, test.MaxScore, test.Name)
		scores[test.Score == test.MaxScore]++
	}
	require.Positive(t, scores[true], "the answer that was handed in gets no points: %s", results)
	require.Positive(t, scores[false], "an answer that is missing gets all points: %s", results)
}
