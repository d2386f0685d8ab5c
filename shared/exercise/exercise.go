// Package exercise finds the workbook's exercises and knows which of them a
// student has started.
//
// An exercise is a folder in a stage's exercises, whose name begins with its
// place in the order, as in 01-blocking/exercises/1-end:
//
//	README.md               the task
//	hints.md                three hints, from a nudge to nearly all of it
//	end.go                  the skeleton, which the student completes
//	end_test.go             the checks; more Go files may be given
//	testdata/solution.go    one answer
//	testdata/right/*.go     other right answers, if checks might refuse them
//	testdata/wrong/*.go     plausible mistakes, each of which begins with the
//	                        checks that it must fail: // fails: TestX TestY
package exercise

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workbook/shared/files"
	"workbook/shared/stage"
)

// An Exercise is one task of a stage.
type Exercise struct {
	Root   string // the workbook's root
	Stage  string // the stage's folder, as 01-blocking
	Folder string // its own folder, as 1-end
}

// All returns the exercises of every stage, in their order.
func All(root string) ([]Exercise, error) {
	stages, err := stage.All(root)
	if err != nil {
		return nil, err
	}
	var all []Exercise
	for _, s := range stages {
		tasks, err := files.Glob(filepath.Join(root, s.Name), "exercises/[0-9]*-*/README.md")
		if err != nil {
			return nil, err
		}
		slices.Sort(tasks)
		for _, task := range tasks {
			all = append(all, Exercise{Root: root, Stage: s.Name, Folder: filepath.Base(filepath.Dir(task))})
		}
	}
	return all, nil
}

// Find returns the exercise with a name, which may be given as end, 1-end,
// 01/end, 01/1-end, or as the path of its folder.
func Find(all []Exercise, name string) (Exercise, error) {
	wanted := strings.Trim(filepath.ToSlash(name), "/.")
	for _, e := range all {
		if slices.Contains(e.names(), wanted) {
			return e, nil
		}
	}
	return Exercise{}, fmt.Errorf("there is no exercise %q (go run ./shared/workbook lists them)", name)
}

func (e Exercise) names() []string {
	number := e.Stage[:2]
	return []string{e.Name(), e.Folder, number + "/" + e.Name(), number + "/" + e.Folder, e.Path()}
}

// Name returns the exercise's name without its place, as end. No two exercises
// share one.
func (e Exercise) Name() string {
	_, name, _ := strings.Cut(e.Folder, "-")
	return name
}

// Path returns the exercise's folder below the root, with slashes.
func (e Exercise) Path() string { return e.Stage + "/exercises/" + e.Folder }

// Dir returns the path of the exercise's folder.
func (e Exercise) Dir() string { return filepath.Join(e.Root, filepath.FromSlash(e.Path())) }

// Answer returns the path of the file that the student completes.
func (e Exercise) Answer() string { return filepath.Join(e.Dir(), e.Name()+".go") }

// AnswerPath returns the path of that file below the root, with slashes.
func (e Exercise) AnswerPath() string { return e.Path() + "/" + e.Name() + ".go" }

// Skeleton returns the path of the copy of the answer's file as it was before the
// student began. It is made when the exercise is started.
func (e Exercise) Skeleton() string {
	return filepath.Join(e.Root, Home, "skeletons", e.Name()+".go")
}

// Solution returns the path of the solution, which may have been left out of a
// student's copy.
func (e Exercise) Solution() string { return filepath.Join(e.Dir(), "testdata", "solution.go") }

// HasSolution reports whether this copy of the workbook has the solution. Copies for
// students have none.
func (e Exercise) HasSolution() bool {
	_, err := os.Stat(e.Solution())
	return err == nil
}

// Right returns the paths of right answers besides the solution. There may be none.
func (e Exercise) Right() ([]string, error) {
	return files.Glob(e.Dir(), "testdata/right/*.go")
}

// Wrong returns the paths of the wrong answers.
func (e Exercise) Wrong() ([]string, error) {
	return files.Glob(e.Dir(), "testdata/wrong/*.go")
}

// Title returns the heading of the task.
func (e Exercise) Title() (string, error) {
	text, err := os.ReadFile(filepath.Join(e.Dir(), "README.md"))
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSpace(strings.TrimPrefix(line, "#")), nil
}
