// Package sample makes a small workbook with one exercise, for the tests of the
// workbook's own command: they must not write into the real one.
package sample

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/exercise"
	"workbook/shared/files"
	"workbook/shared/stage"
)

// Workbook writes the small workbook into a temporary folder and returns its
// root. Its only exercise is twice, in 01-first.
func Workbook(t testing.TB) (root string) {
	t.Helper()
	temp, err := filepath.EvalSymlinks(t.TempDir()) // as the Go command names it
	require.NoError(t, err)
	root = filepath.Join(temp, "my [工作簿]") // as students name folders
	original, err := stage.Root()
	require.NoError(t, err)
	for _, path := range []string{"go.mod", "go.sum", "shared/exercise/*.go", "shared/exercise/check/*.go", "shared/files/*.go", "shared/stage/*.go"} {
		copyFiles(t, original, root, path)
	}
	Write(t, root, contents)
	return root
}

// Twice returns the exercise of the workbook at root.
func Twice(root string) exercise.Exercise {
	return exercise.Exercise{Root: root, Stage: "01-first", Folder: "1-twice"}
}

// Write writes files, whose names are paths below root with slashes.
func Write(t testing.TB, root string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
}

func copyFiles(t testing.TB, from, to, pattern string) {
	t.Helper()
	paths, err := files.Glob(from, pattern)
	require.NoError(t, err)
	require.NotEmpty(t, paths, pattern)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		name, err := filepath.Rel(from, path)
		require.NoError(t, err)
		Write(t, to, map[string]string{filepath.ToSlash(name): string(text)})
	}
}

const (
	// Folder is the folder of the exercise below the root.
	Folder = "01-first/exercises/1-twice/"

	// Skeleton, Solution, and the wrong answers Adds and Same are answers to it.
	Skeleton = `// Package twice is an exercise.
package twice

// twice returns n times two.
func twice(n int) int {
	// Your code.
	return -1
}
`
	Solution = `package twice

func twice(n int) int { return 2 * n }
`
	Adds = `// fails: TestOfThree
//
// Two is added.
package twice

func twice(n int) int { return n + 2 }
`
	Same = `// fails: TestOfTwo TestOfThree
//
// Nothing is done.
package twice

func twice(n int) int { return n }
`
	// Checks are its checks.
	Checks = `package twice

import (
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/exercise/check"
)

func TestOfTwo(t *testing.T) {
	check.Begin(t)
	require.Equal(t, 4, twice(2), "twice two is four")
}

func TestOfThree(t *testing.T) {
	check.Begin(t)
	require.Equal(t, 6, twice(3), "%d and %d is six", 3, 3)
}
`
	// PlainChecks are the same checks without testify, which take less time to
	// build. They fail with what it would print.
	PlainChecks = `package twice

import (
	"os"
	"testing"
)

func TestOfTwo(t *testing.T) { test(t, 2, 4) }

func TestOfThree(t *testing.T) { test(t, 3, 6) }

func test(t *testing.T, n, want int) {
	if os.Getenv("WORKBOOK_CHECK_ALL") == "" {
		t.Skip("not started")
	}
	if got := twice(n); got != want {
		t.Fatalf("\n\tError Trace:\t%s\n\tError:      \t%d\n\tMessages:   \ttwice %d is %d", t.Name(), got, n, want)
	}
}
`
)

var contents = map[string]string{
	"01-first/main.go":                "package main\n\nfunc main() {}\n",
	Folder + "README.md":              "# Twice\n\nComplete `twice`.\n",
	Folder + "hints.md":               "# Hints\n\n## What\n\nIt.\n\n## How\n\nSo.\n\n## All\n\nThus.\n",
	Folder + "twice.go":               Skeleton,
	Folder + "twice_test.go":          Checks,
	Folder + "testdata/solution.go":   Solution,
	Folder + "testdata/wrong/adds.go": Adds,
	Folder + "testdata/wrong/same.go": Same,
}
