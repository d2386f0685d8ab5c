package exercise

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProgressIsKept(t *testing.T) {
	root := t.TempDir()
	progress, err := Load(root)
	require.NoError(t, err)
	require.Empty(t, progress.Started, "nothing has been done yet")

	for hints := range 2 {
		progress.Current = "01-blocking/exercises/1-end"
		progress.Started[progress.Current] = Work{Solved: true, Hints: hints}
		require.NoError(t, progress.Save(root))
		again, err := Load(root)
		require.NoError(t, err)
		require.Equal(t, progress, again)
	}
	left, err := os.ReadDir(filepath.Join(root, Home))
	require.NoError(t, err)
	require.Len(t, left, 1, "no temporary file")
}

func TestDamagedProgressIsOneClearLine(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, Progress{}.Save(root))
	path := filepath.Join(root, Home, "progress.json")
	for _, text := range []string{"", "{", "[]", `{"started": 1}`} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		_, err := Load(root)
		require.ErrorContains(t, err, path+" is damaged")
		require.ErrorContains(t, err, "delete it and start the exercise again")
		require.NotContains(t, err.Error(), "\n")
	}
}

// A folder that cannot be made stands for all that may go wrong: no user may
// write everywhere, but the tests may run as root.
func TestProgressThatCannotBeKeptSaysSo(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, Home), nil, 0o644))
	err := Progress{}.Save(root)
	require.ErrorContains(t, err, "cannot keep your progress in "+filepath.Join(root, Home))
	require.ErrorContains(t, err, "is the disk full, or the folder read-only?")
}
