package exercise

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
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
	for _, text := range []string{
		"", "{", "[]", "{}{}", "\x00", `{"started": 1}`, `{"version": 2}`, `{"started": {"end": {"hints": -1}}}`,
		strings.Repeat(" ", largest) + "{}",
	} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		_, err := Load(root)
		require.ErrorContains(t, err, path+" is damaged")
		require.ErrorContains(t, err, "delete it and start the exercise again")
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestAFolderForTheProgressIsOneClearLine(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.MkdirAll(progressFile(root), 0o755))
	_, err := Load(root)
	require.ErrorContains(t, err, "progress.json is damaged")
}

// What this workbook does not know must not be lost by writing it anew.
func TestTheProgressOfALaterWorkbookIsLeftAlone(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, Progress{}.Save(root))
	const later = `{"version": 2, "current": "end", "stars": 5}`
	require.NoError(t, os.WriteFile(progressFile(root), []byte(later), 0o644))
	err := Update(root, func(p *Progress) { p.Current = "lines" })
	require.ErrorContains(t, err, "a later workbook has written it, of version 2, and this one knows version 1")
	text, err := os.ReadFile(progressFile(root))
	require.NoError(t, err)
	require.Equal(t, later, string(text))
}

// Before there was a version, files had none.
func TestOldProgressIsRead(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, Progress{}.Save(root))
	require.NoError(t, os.WriteFile(progressFile(root), []byte(`{"current": "end", "started": {"end": {"solved": true, "hints": 1}}}`), 0o644))
	progress, err := Load(root)
	require.NoError(t, err)
	require.Equal(t, Progress{Current: "end", Started: map[string]Work{"end": {Solved: true, Hints: 1}}}, progress)
}

func TestNoChangeIsLostWhenTwoAreMadeAtOnce(t *testing.T) {
	root := t.TempDir()
	const changes = 50
	var errs [2]error
	var both sync.WaitGroup
	for i, path := range []string{"end", "lines"} {
		both.Go(func() {
			for range changes {
				errs[i] = errors.Join(errs[i], Update(root, func(p *Progress) {
					work := p.Started[path]
					work.Hints++
					p.Started[path] = work
				}))
			}
		})
	}
	both.Wait()
	require.NoError(t, errors.Join(errs[:]...))
	progress, err := Load(root)
	require.NoError(t, err)
	require.Equal(t, map[string]Work{"end": {Hints: changes}, "lines": {Hints: changes}}, progress.Started)
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
