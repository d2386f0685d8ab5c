package trial

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"workbook/shared/exercise/check"
)

// A joint is one test program for many trials. To link a program takes most of
// the time of a trial, so that they share one, in which each answer with its checks
// is a package of its own. It is in no folder: the overlay pretends.
type joint struct {
	root      string
	temp      string // for what the overlay puts in place
	tag       string // is in names that must not be any other's
	overlay   map[string]string
	imports   strings.Builder
	tests     strings.Builder
	converter string // the path of test2json
}

// errApart is that trials do not fit into one program.
var errApart = errors.New("these trials must be made apart")

// runTogether runs trials whose answers can be trusted not to harm each other:
// they are in one program, though each of its runs tries only one of them.
func runTogether(ctx context.Context, trials []Trial, options Options, done func(Result)) ([]Result, error) {
	temp, err := os.MkdirTemp("", "workbook-trial-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	j := &joint{root: trials[0].Exercise.Root, temp: temp, tag: strings.ToLower(rand.Text()), overlay: make(map[string]string)}
	records := make([]*record, len(trials))
	for i, t := range trials {
		checks, err := checksOf(t.Exercise)
		if err != nil {
			return nil, err
		}
		if err := j.add(i, t, checks); err != nil {
			return nil, err
		}
		records[i] = newRecord(t, checks, j.last(), max(options.Count, 1))
	}
	program, err := j.build(ctx, options)
	if err != nil {
		return nil, err
	}
	return j.runAll(ctx, program, records, options, done)
}

func (j *joint) last() string { return "TestLast" + j.tag }

// add puts the files of a trial into a package: the answer, what is given, and
// the checks, in files whose names do not end in _test.go there.
func (j *joint) add(number int, t Trial, c checks) error {
	e := t.Exercise
	if c.apart {
		return errApart
	}
	folder := fmt.Sprintf("zz_%s/%d", j.tag, number)
	place := func(name, file string) { j.overlay[filepath.Join(e.Dir(), filepath.FromSlash(folder), name)] = file }
	for _, name := range c.files {
		place(name, filepath.Join(e.Dir(), name))
	}
	for _, name := range c.tests {
		place(strings.TrimSuffix(name, ".go")+"_zz.go", filepath.Join(e.Dir(), name))
	}
	answer := t.Answer
	if answer == "" {
		answer = e.Answer()
	}
	place(filepath.Base(e.Answer()), answer)

	var list strings.Builder
	for _, name := range c.names {
		fmt.Fprintf(&list, "\t{Name: %q, F: %s},\n", name, name)
	}
	file := filepath.Join(j.temp, fmt.Sprintf("%d.go", number))
	text := fmt.Sprintf("package %s\n\nimport \"testing\"\n\nvar ZZ%s = []testing.InternalTest{\n%s}\n", c.pkg, j.tag, &list)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return err
	}
	place("zz_list.go", file)
	fmt.Fprintf(&j.imports, "\tp%d %q\n", number, "workbook/"+e.Path()+"/"+folder)
	fmt.Fprintf(&j.tests, "\nfunc %s(t *testing.T) { run(t, p%d.ZZ%s) }\n", testOf(number), number, j.tag)
	return nil
}

// testOf returns the name of the test that is all checks of a trial.
func testOf(number int) string { return fmt.Sprintf("TestNumber%d", number) }

// build returns the path of the program. It is errApart if there is none: which
// answer is at fault is told when they are built one by one.
func (j *joint) build(ctx context.Context, options Options) (string, error) {
	file := filepath.Join(j.temp, "all.go")
	text := fmt.Sprintf(`package all

import (
	"testing"

%s)

func run(t *testing.T, checks []testing.InternalTest) {
	for _, c := range checks {
		t.Run(c.Name, c.F)
	}
	t.Run(%q, func(*testing.T) {})
}
%s`, &j.imports, j.last(), &j.tests)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return "", err
	}
	folder := "zz_" + j.tag
	j.overlay[filepath.Join(j.root, folder, "all_test.go")] = file
	overlay, err := writeOverlay(j.temp, j.overlay)
	if err != nil {
		return "", err
	}
	program := filepath.Join(j.temp, "all.exe") // other systems do not mind the name
	args := []string{"test", "-c", "-vet=off", "-overlay", overlay, "-o", program}
	if options.Race {
		args = append(args, "-race")
	}
	build := exec.CommandContext(ctx, "go", append(args, "./"+folder)...)
	build.Dir = j.root
	if said, err := build.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return "", fmt.Errorf("%w: %s", errApart, said)
	}
	return program, j.findConverter(ctx)
}

// findConverter finds test2json, which the Go command builds when it is first
// needed.
func (j *joint) findConverter(ctx context.Context) error {
	if err := exec.CommandContext(ctx, "go", "tool", "test2json").Run(); err != nil {
		return errors.Join(errApart, err)
	}
	path, err := exec.CommandContext(ctx, "go", "tool", "-n", "test2json").Output()
	j.converter = strings.TrimSpace(string(path))
	return err
}

// runAll runs the program for each trial, so many at a time as there are
// processors.
func (j *joint) runAll(ctx context.Context, program string, records []*record, options Options, done func(Result)) ([]Result, error) {
	results := make([]Result, len(records))
	errs := make([]error, len(records))
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	var running sync.WaitGroup
	for i, r := range records {
		running.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			if errs[i] = j.run(ctx, program, i, r, options); errs[i] == nil {
				results[i] = r.result()
				done(results[i])
			}
		})
	}
	running.Wait()
	return results, errors.Join(errs...)
}

func (j *joint) run(ctx context.Context, program string, number int, r *record, options Options) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	count, timeout := options.limits()
	cmd := exec.CommandContext(ctx, j.converter, program,
		"-test.v=test2json", "-test.paniconexit0", "-test.run=^"+testOf(number)+"$", // as go test does
		fmt.Sprintf("-test.count=%d", count), fmt.Sprintf("-test.timeout=%v", timeout))
	cmd.Dir = r.trial.Exercise.Dir()
	cmd.Env = append(cmd.Environ(), check.All+"=1")
	cmd.WaitDelay = time.Second // as in goTest
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	parent := testOf(number)
	readErr := readEvents(&out, func(e event) {
		name, ok := strings.CutPrefix(e.Test, parent)
		if ok {
			e.Test = strings.TrimPrefix(name, "/")
		}
		if e.Test != "" || e.Action == "output" {
			r.take(e)
		}
	})
	if !r.told {
		return fmt.Errorf("the checks of %s did not run: %s", r.trial.Exercise.Path(), sayWhy(complaint.String(), errors.Join(readErr, err)))
	}
	return nil
}
