// Package stage finds the stages of the workbook, builds them, and runs them as
// real processes.
//
// A stage is a folder at the workbook's root whose name begins with two digits
// and a hyphen and that holds a Go program: a folder 06-mine that a student
// adds is one, too.
package stage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"workbook/shared/files"
)

// A Stage is a folder with a server.
type Stage struct {
	Name string // of the folder, as 01-blocking
	Root string // the workbook's root
}

// Number returns the two digits that the stage's name begins with.
func (s Stage) Number() string { return s.Name[:2] }

var namePattern = regexp.MustCompile(`^[0-9]{2}-.`)

// Root returns the workbook's root: the folder with the workbook's go.mod,
// which is the current folder or one above it.
func Root() (string, error) {
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := here; ; dir = filepath.Dir(dir) {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && bytes.HasPrefix(mod, []byte("module workbook")) {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("%s is not inside the workbook: change into its folder first", here)
		}
	}
}

// All returns the stages below root in the order of their numbers.
func All(root string) ([]Stage, error) {
	entries, err := os.ReadDir(root) // sorted by name
	if err != nil {
		return nil, err
	}
	var stages []Stage
	for _, entry := range entries {
		name := entry.Name()
		if !entry.IsDir() || !namePattern.MatchString(name) {
			continue
		}
		if programs, _ := files.Glob(filepath.Join(root, name), "*.go"); len(programs) > 0 {
			stages = append(stages, Stage{Name: name, Root: root})
		}
	}
	if len(stages) == 0 {
		return nil, fmt.Errorf("no stages in %s: folders named as 01-blocking were expected", root)
	}
	return stages, nil
}

// Build compiles stages and puts the programs into dir. It returns their paths
// in the same order. A program that does not compile is an error, with what the
// compiler said about it.
func Build(ctx context.Context, dir string, stages ...Stage) ([]string, error) {
	return BuildWith(ctx, dir, nil, stages...)
}

// BuildWith is Build with more flags for go build, as -overlay.
func BuildWith(ctx context.Context, dir string, flags []string, stages ...Stage) ([]string, error) {
	paths := make([]string, len(stages))
	errs := make([]error, len(stages))
	var building sync.WaitGroup
	for i, s := range stages {
		building.Go(func() { paths[i], errs[i] = build(ctx, dir, flags, s) })
	}
	building.Wait()
	return paths, errors.Join(errs...)
}

func build(ctx context.Context, dir string, flags []string, s Stage) (string, error) {
	path := filepath.Join(dir, s.Name)
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	args := slices.Concat([]string{"build", "-o", path}, flags, []string{"./" + s.Name})
	build := exec.CommandContext(ctx, "go", args...)
	build.Dir = s.Root
	build.WaitDelay = pipeTime // when go is told to end, a compiler that it has started may go on
	if output, err := build.CombinedOutput(); err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		said := strings.TrimSpace(string(output))
		if said == "" {
			said = err.Error()
		}
		return "", fmt.Errorf("%s does not build:\n%s", s.Name, said)
	}
	return path, nil
}
