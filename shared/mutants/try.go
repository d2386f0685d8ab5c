package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"workbook/shared/gocommand"
	"workbook/shared/stage"
)

// An outcome is what the tests made of a program.
type outcome struct {
	Killed bool
	By     string // the test that failed first, or how the tests ended
	Build  string // what the compiler said; "" if there is a program
}

// A runner runs the tests of packages with mutants in place.
type runner struct {
	root    string
	temp    string // holds what it writes, and what the tests write
	goflags string // that the user has set
	timeout time.Duration
}

// newRunner returns a runner, and what removes all that it has written.
func newRunner(ctx context.Context, root string, timeout time.Duration) (r *runner, remove func(), err error) {
	goflags, err := gocommand.Output(ctx, "env", "GOFLAGS")
	if err != nil {
		return nil, nil, err
	}
	temp, err := os.MkdirTemp("", "workbook-mutants-")
	if err != nil {
		return nil, nil, err
	}
	r = &runner{root: root, temp: temp, goflags: strings.TrimSpace(string(goflags)), timeout: timeout}
	return r, func() { os.RemoveAll(temp) }, nil
}

// try runs the tests of a package with a mutant in place; nil is the package as it
// is. It returns as soon as a test has failed. An error is that Go could not run
// at all, or ctx is done.
func (r *runner) try(ctx context.Context, p pkg, m *mutant) (outcome, error) {
	temp, err := os.MkdirTemp(r.temp, "")
	if err != nil {
		return outcome{}, err
	}
	defer os.RemoveAll(temp)
	goflags := r.goflags
	if m != nil {
		overlay, err := writeMutant(temp, p, *m)
		if err != nil {
			return outcome{}, err
		}
		// The tests build programs, too: the flag must reach the go commands that
		// they call.
		goflags += " " + quote("-overlay="+overlay)
	}
	return r.test(ctx, p, []string{"GOFLAGS=" + goflags, "TMPDIR=" + temp, "TMP=" + temp, "TEMP=" + temp, "GOTMPDIR=" + temp})
}

// quote returns a flag for GOFLAGS, where it may stand in quotes of either kind. What
// has both kinds in it cannot.
func quote(flag string) string {
	if strings.Contains(flag, "'") {
		return `"` + flag + `"`
	}
	return "'" + flag + "'"
}

// writeMutant writes the file with the mistake, and returns the path of the
// overlay that puts it in place.
func writeMutant(dir string, p pkg, m mutant) (overlay string, err error) {
	text, err := p.mutate(m)
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, m.File)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return "", err
	}
	return gocommand.WriteOverlay(dir, map[string]string{filepath.Join(p.dir(), m.File): file})
}

// test runs go test, and ends it with the first test that fails.
func (r *runner) test(ctx context.Context, p pkg, env []string) (outcome, error) {
	failed, stop := context.WithCancel(ctx)
	defer stop()
	cmd := exec.CommandContext(failed, "go", "test", "-json", "-count=1", "-vet=off", "-ldflags=-w",
		fmt.Sprintf("-timeout=%v", r.timeout), "./"+p.Name)
	cmd.Dir = r.root
	cmd.Env = append(cmd.Environ(), env...)
	var told account
	err := gocommand.RunTests(cmd, func(e gocommand.Event) {
		if failed.Err() == nil && told.take(e) { // what comes after that follows from it
			stop()
		}
	})
	if ctx.Err() != nil {
		return outcome{}, ctx.Err()
	}
	if !told.ended && told.by == "" {
		return outcome{}, fmt.Errorf("go test ./%s did not run: %w", p.Name, cmp.Or(err, errors.New("it said nothing")))
	}
	return told.verdict(), nil
}

// An account is what the events of a package have told so far.
type account struct {
	by     string // the first test that failed
	ending string // the first line that says why the tests ended without one
	said   string // by the compiler
	broken bool   // there is no program
	ended  bool
	failed bool
}

// take files an event, and reports whether nothing more need be known.
func (a *account) take(e gocommand.Event) (enough bool) {
	switch e.Action {
	case "build-output":
		a.said += e.Output
	case "output":
		switch {
		case a.ending == "" && isEnding(e.Output):
			a.ending = strings.TrimSpace(e.Output)
		case e.Test != "" && strings.Contains(e.Output, "Error Trace:"):
			a.by, a.failed = e.Test, true
			return true // to clean up after an assertion of testify may take a test long
		}
	case "fail":
		a.failed = true
		a.broken = e.FailedBuild != ""
		a.ended = a.ended || e.Test == ""
		if a.by == "" {
			a.by = e.Test
		}
		return e.Test != "" && a.ending == "" // if there is an ending, the rest comes at once
	case "pass", "skip":
		a.ended = a.ended || e.Test == ""
	}
	return false
}

// isEnding reports whether a line says why a test program ends that no test has
// failed in.
func isEnding(line string) bool {
	_, crashed := stage.Crash(line)
	return crashed || strings.HasPrefix(line, "goleak: ")
}

func (a *account) verdict() outcome {
	v := outcome{Killed: a.failed, By: a.by}
	switch {
	case a.broken:
		v = outcome{Build: cmp.Or(folder.ReplaceAllString(gocommand.FirstFault(a.said), "$1"), "it said nothing")}
	case !a.failed:
	case a.ending != "":
		v.By = a.ending
	case a.by == "":
		v.By = "the tests' program ended with an error"
	}
	return v
}

// folder is what stands before the name of a file, which is a temporary one.
var folder = regexp.MustCompile(`^.*[/\\]([a-z0-9_]+\.go:)`)

// tryAll tries mutants, so many at a time, and calls done after each, never twice
// at a time. The results are in the order of the mutants.
func (r *runner) tryAll(ctx context.Context, p pkg, atATime int, done func(result)) ([]result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	results := make([]result, len(p.Mutants))
	free := make(chan struct{}, atATime)
	var running sync.WaitGroup
	var telling sync.Mutex
	for i, m := range p.Mutants {
		free <- struct{}{}
		running.Go(func() {
			defer func() { <-free }()
			if ctx.Err() != nil {
				return
			}
			v, err := r.try(ctx, p, &m)
			if err == nil && v.Killed && m.Survives != "" {
				v, err = r.try(ctx, p, &m) // a busy machine may have failed the test, and not the mutant
			}
			if err != nil {
				cancel(err) // the first error counts: the others follow from it
				return
			}
			results[i] = result{m, v}
			telling.Lock()
			defer telling.Unlock()
			done(results[i])
		})
	}
	running.Wait()
	return results, context.Cause(ctx)
}
