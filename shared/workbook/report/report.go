// Package report tells graders how many points an answer gets: one for each
// check that it passes.
//
// The checks, the given helpers and everything else come from a pristine copy of
// the workbook. Of the student's there is nothing but the file to be completed,
// so that no other file of theirs has a say. What an answer does when it runs is
// not confined: run reports on strangers' code where it can do no harm, as in a
// container.
package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"workbook/shared/exercise"
	"workbook/shared/progress"
	"workbook/shared/workbook/trial"
)

// Options say what is to be reported, and how.
type Options struct {
	Names  []string // of exercises; none are all
	From   string   // the folder of the pristine copy; empty is the student's own
	Format string   // one of Formats; empty is the first
}

// A Report is how many points the answers of one student get. This is what
// -format json writes.
type Report struct {
	Points    int        `json:"points"`
	Max       int        `json:"max"`
	Exercises []Exercise `json:"exercises"`
}

// An Exercise is the part of a report about one answer.
type Exercise struct {
	Name   string `json:"name"`  // as end
	Path   string `json:"path"`  // as 01-blocking/exercises/1-end
	Title  string `json:"title"` // the heading of its task
	Points int    `json:"points"`
	Max    int    `json:"max"`

	// Fault is why not all checks could run to their end: the answer is missing,
	// does not compile (then it is what the compiler said), or ends the program.
	// Empty is none.
	Fault string `json:"fault"`

	Checks []Check `json:"checks"`
}

// A Check is worth one point.
type Check struct {
	Name    string  `json:"name"`    // of the test function
	Outcome string  `json:"outcome"` // passed, failed, skipped, or not run
	Points  int     `json:"points"`  // 1 if it passed
	Advice  string  `json:"advice"`  // which idea the answer missed, if it failed by an assertion
	Output  string  `json:"output"`  // all that the check printed
	Seconds float64 `json:"seconds"` // how long it took
}

// timeout is how long the checks of one exercise may take.
const timeout = 20 * time.Second

// Run writes to out the report about the answers in the workbook at root, and to
// notes how far it is. That an answer is wrong is no error.
func Run(ctx context.Context, root string, options Options, out, notes io.Writer) error {
	write, err := options.writer()
	if err != nil {
		return err
	}
	from := options.From
	if from == "" {
		fmt.Fprintln(notes, "The checks are those in this folder, which its owner may have changed: -from names a copy to trust.")
		from = root
	}
	exercises, err := pristine(from, options.Names)
	if err != nil {
		return err
	}
	report, err := grade(ctx, root, exercises, notes)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := write(&text, report); err != nil {
		return err
	}
	_, err = out.Write(text.Bytes())
	return err
}

// pristine returns the exercises of the copy that is trusted.
func pristine(from string, names []string) ([]exercise.Exercise, error) {
	from, err := filepath.Abs(from)
	if err != nil {
		return nil, err
	}
	if mod, err := os.ReadFile(filepath.Join(from, "go.mod")); err != nil || !bytes.HasPrefix(mod, []byte("module workbook")) {
		return nil, fmt.Errorf("-from %s: there is no workbook in this folder", from)
	}
	return exercise.Choose(from, names)
}

func grade(ctx context.Context, root string, exercises []exercise.Exercise, notes io.Writer) (Report, error) {
	answers, err := os.OpenRoot(root)
	if err != nil {
		return Report{}, err
	}
	defer answers.Close()
	temp, err := os.MkdirTemp("", "workbook-report-")
	if err != nil {
		return Report{}, err
	}
	defer os.RemoveAll(temp)

	faults := make(map[exercise.Exercise]string)
	var trials []trial.Trial
	for i, e := range exercises {
		file := filepath.Join(temp, fmt.Sprintf("%d.go", i))
		if err := fetch(answers, e.AnswerPath(), file); err != nil {
			faults[e] = err.Error()
			if err := os.WriteFile(file, nil, 0o644); err != nil { // its checks must be listed nevertheless
				return Report{}, err
			}
		}
		trials = append(trials, trial.Trial{Exercise: e, Answer: file})
	}
	count := progress.New(notes, len(trials), "answers tried")
	done := func(trial.Result) { count.Done() }
	results, err := trial.Run(ctx, trials, trial.Options{Insist: true, Timeout: timeout, Done: done})
	count.End()
	if err != nil {
		return Report{}, err
	}
	var report Report
	for _, r := range results {
		report.add(r, faults[r.Exercise])
	}
	return report, nil
}

// fetch copies an answer out of the student's folder. A link that leads out of it
// is none.
func fetch(answers *os.Root, name, to string) error {
	info, err := answers.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s is missing", name)
	case err != nil:
		return fmt.Errorf("%s cannot be read: %w", name, err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a file", name) // to open a pipe would wait for its writer
	}
	file, err := answers.Open(name)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", name, err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, exercise.LargestAnswer+1))
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", name, err)
	}
	if len(text) > exercise.LargestAnswer {
		return fmt.Errorf("%s is larger than %d bytes", name, exercise.LargestAnswer)
	}
	if err := exercise.Legible(text); err != nil {
		return fmt.Errorf("%s cannot be read: %w", name, err)
	}
	return os.WriteFile(to, text, 0o644)
}

// add adds how one answer did. A fault is why there was no answer to be tried.
func (report *Report) add(r trial.Result, fault string) {
	title, err := r.Exercise.Title()
	if err != nil { // the path tells it as well
		title = r.Exercise.Name()
	}
	e := Exercise{Name: r.Exercise.Name(), Path: r.Exercise.Path(), Title: title, Max: len(r.Checks), Fault: fault}
	if fault == "" {
		e.Fault = faultOf(r)
	}
	for _, c := range r.Checks {
		points := 0
		if c.Outcome == trial.Passed {
			points = 1
		}
		e.Points += points
		e.Checks = append(e.Checks, Check{
			Name: c.Name, Outcome: c.Outcome.String(), Points: points,
			Advice: c.Advice, Output: c.Output, Seconds: c.Elapsed.Seconds(),
		})
	}
	report.Exercises = append(report.Exercises, e)
	report.Points += e.Points
	report.Max += e.Max
}

// faultOf returns what kept the checks of a result from running to their end.
func faultOf(r trial.Result) string {
	if r.Build != "" {
		return "does not compile:\n" + named(r)
	}
	if r.Ended {
		return ""
	}
	if c, failed := r.Failure(); failed {
		return "the program ended in " + c.Name
	}
	return strings.TrimSpace("the answer ended the program\n" + r.Output)
}

// named returns what the compiler said, with the name of the student's file in
// place of the copy's.
func named(r trial.Result) string {
	said := r.Build
	if relative, err := filepath.Rel(r.Exercise.Root, r.Answer); err == nil {
		said = strings.ReplaceAll(said, relative, r.Exercise.AnswerPath())
	}
	return strings.ReplaceAll(said, r.Answer, r.Exercise.AnswerPath())
}
