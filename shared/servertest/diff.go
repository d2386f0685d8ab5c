package servertest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/stretchr/testify/require"
	"workbook/shared/stage"
)

// ChangedLines counts the lines, comments included, that a stage's programs take
// away from another's and add to it. The diff between neighbours is the lesson,
// so it must not grow by accident.
func ChangedLines(t *testing.T, from, to string) (changed int) {
	t.Helper()
	root, err := stage.Root()
	require.NoError(t, err)
	for name := range union(programs(t, root, from), programs(t, root, to)) {
		before, _ := os.ReadFile(filepath.Join(root, from, name)) // a missing file is an empty one
		after, _ := os.ReadFile(filepath.Join(root, to, name))
		text := diff.Diff(from+"/"+name, before, to+"/"+name, after)
		t.Logf("%s", text)
		for line := range bytes.Lines(text) {
			header := bytes.HasPrefix(line, []byte("--- ")) || bytes.HasPrefix(line, []byte("+++ "))
			if (line[0] == '-' || line[0] == '+') && !header {
				changed++
			}
		}
	}
	return changed
}

// programs returns the names of a stage's source files, tests left out.
func programs(t *testing.T, root, folder string) map[string]bool {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	require.NoError(t, err)
	require.NotEmpty(t, paths, "%s has no programs", folder)
	names := make(map[string]bool)
	for _, path := range paths {
		if !strings.HasSuffix(path, "_test.go") {
			names[filepath.Base(path)] = true
		}
	}
	return names
}

func union(a, b map[string]bool) map[string]bool {
	for name := range b {
		a[name] = true
	}
	return a
}
