package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/exercise"
	"workbook/shared/workbook/sample"
)

// watcher is a workbook watch that runs in a process of its own.
type watcher struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

func startWatch(t *testing.T, root string) *watcher {
	t.Helper()
	cmd := exec.Command("workbook", "watch") // testscript.Main puts it on the path
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	limit := time.AfterFunc(5*time.Minute, func() { cmd.Process.Kill() }) // for what hangs: then the output ends
	t.Cleanup(func() {
		limit.Stop()
		cmd.Process.Kill()
		cmd.Wait()
	})
	return &watcher{t, cmd, bufio.NewScanner(out)}
}

// says reads what a round says, up to a line with text.
func (w *watcher) says(text string) {
	w.t.Helper()
	var said []string
	for w.lines.Scan() {
		said = append(said, w.lines.Text())
		if strings.Contains(w.lines.Text(), text) {
			return
		}
	}
	require.Fail(w.t, "the output has ended", "%q was to be said, but it was:\n%s", text, strings.Join(said, "\n"))
}

func TestWatchChecksAtEachSave(t *testing.T) {
	t.Parallel()
	root := smallBook(t)
	e := sample.Twice(root)
	progress := exercise.Progress{Current: e.Path(), Started: map[string]exercise.Work{e.Path(): {}}}
	require.NoError(t, progress.Save(root))
	w := startWatch(t, root)
	w.says("Not yet: twice 2 is 4.")
	w.says("Watching 01-first/exercises/1-twice/twice.go: save it, and it is checked again. Ctrl-C ends this.")

	save(t, e.Answer(), "package twice\n\nfunc twice(n int) int {\n")
	w.says("Does not compile: twice.go")
	w.says("Watching")

	save(t, e.Answer(), sample.Solution)
	w.says("Solved: All 2 checks pass.")
	w.says("Watching")

	// Another terminal starts the next exercise.
	next := exercise.Exercise{Root: root, Stage: "02-next", Folder: "1-thrice"}
	progress, err := exercise.Load(root)
	require.NoError(t, err)
	progress.Current = next.Path()
	progress.Started[next.Path()] = exercise.Work{}
	require.NoError(t, progress.Save(root))
	w.says("thrice: Thrice")
	w.says("Watching 02-next/exercises/1-thrice/thrice.go")

	if runtime.GOOS == "windows" {
		return // it cannot send Ctrl-C to one program
	}
	require.NoError(t, w.cmd.Process.Signal(os.Interrupt))
	for w.lines.Scan() { // Wait closes the pipe, so first all of it is read
	}
	require.NoError(t, w.cmd.Wait(), "Ctrl-C is how it ends")
}

// save writes a file as editors do that put a new one in the place of the old.
func save(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.Remove(path))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func TestTheRuleFitsIntoTheTerminal(t *testing.T) {
	now := time.Date(2024, 1, 2, 9, 4, 5, 0, time.UTC)
	for columns, want := range map[int]string{
		1:   "09:04:05 ", // no terminal is so narrow that nothing is said
		9:   "09:04:05 ",
		12:  "09:04:05 ---",
		200: "09:04:05 " + strings.Repeat("-", 80-9),
	} {
		require.Equal(t, want, rule(now, columns))
	}
}

func TestLookChangesAtEachSave(t *testing.T) {
	t.Parallel()
	root := sample.Workbook(t)
	e := sample.Twice(root)
	before := look(e)
	require.Equal(t, before, look(e))

	// The same size, a moment later.
	info, err := os.Stat(e.Answer())
	require.NoError(t, err)
	later := info.ModTime().Add(10 * time.Millisecond)
	require.NoError(t, os.Chtimes(e.Answer(), later, later))
	require.NotEqual(t, before, look(e))

	before = look(e)
	require.NoError(t, os.WriteFile(filepath.Join(e.Dir(), "more.go"), []byte("package twice\n"), 0o644))
	require.NotEqual(t, before, look(e), "a file that is new")

	require.NoError(t, os.Remove(e.Answer()))
	require.Empty(t, look(e), "an editor is at work")
}
