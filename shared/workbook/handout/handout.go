// Package handout writes a copy of the workbook for students: without solutions,
// and without the other right and the wrong answers, which give as much away.
package handout

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"workbook/shared/exercise"
)

// Run copies the workbook at root into the folder dir, which is empty or does not
// exist yet, and says so on out.
func Run(ctx context.Context, root, dir string, out io.Writer) error {
	exercises, err := exercise.Choose(root, nil)
	if err != nil {
		return err
	}
	if err := exercise.Untouched(exercises); err != nil {
		return err
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := mustBeEmpty(dir); err != nil {
		return err
	}
	n, err := copyTree(ctx, root, dir, withheld(exercises))
	if err != nil {
		return err
	}
	if err := keepSkeletons(exercises, dir); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d files, %d exercises, no solutions\n", dir, n, len(exercises))
	return nil
}

func mustBeEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s cannot be written into: %w", dir, err)
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty: name a new folder", dir)
	}
	return nil
}

// withheld returns the paths below the root of what students do not get.
func withheld(exercises []exercise.Exercise) map[string]bool {
	paths := map[string]bool{
		".git":        true, // the solutions are in it
		".github":     true, // it proves the exercises, which needs the solutions
		exercise.Home: true,
	}
	for _, e := range exercises {
		paths[e.Path()+"/testdata/solution.go"] = true
		paths[e.Path()+"/testdata/right"] = true
		paths[e.Path()+"/testdata/wrong"] = true
	}
	return paths
}

// copyTree copies files, and returns how many. Folders that would be empty are
// left out.
func copyTree(ctx context.Context, from, to string, without map[string]bool) (files int, err error) {
	err = filepath.WalkDir(from, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		name, err := filepath.Rel(from, file)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		switch {
		case without[name] || entry.IsDir() && isSame(file, to):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !entry.Type().IsRegular() || isLeftover(name):
			return nil
		}
		files++
		return copyFile(file, filepath.Join(to, filepath.FromSlash(name)))
	})
	return files, err
}

// isSame reports whether two paths lead to the same folder: one of them may go through
// a link.
func isSame(a, b string) bool {
	at, errA := os.Stat(a)
	bt, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(at, bt)
}

// keepSkeletons copies the skeletons to where a reset looks for them, so that it knows
// them whatever a student does before an exercise is started.
func keepSkeletons(exercises []exercise.Exercise, to string) error {
	for _, e := range exercises {
		copied := e
		copied.Root = to
		if err := copyFile(e.Answer(), copied.Skeleton()); err != nil {
			return err
		}
	}
	return nil
}

// isLeftover reports whether a file has been left by the Go command: git ignores
// these.
func isLeftover(name string) bool {
	base, folder := path.Base(name), path.Base(path.Dir(name))
	switch path.Ext(base) {
	case ".exe", ".test", ".prof":
		return true
	}
	return base == folder
}

func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, text, info.Mode().Perm()|0o200) // the student's to change
}
