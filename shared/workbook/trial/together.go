package trial

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"workbook/shared/exercise/check"
	"workbook/shared/gocommand"
)

// A joint is one test program for many trials. To link a program takes most of
// the time of a trial, so that they share one, in which each answer with its checks
// is a package of its own. It is in no folder: the overlay pretends.
type joint struct {
	trials    []Trial
	in        []int  // the indexes of the trials that are in the program
	temp      string // for what the overlay puts in place
	tag       string // is in names that must not be any other's
	overlay   map[string]string
	program   string // its path
	converter string // the path of test2json
}

// runTogether runs trials whose answers can be trusted not to harm each other:
// they are in one program, though each of its runs tries only one of them. It
// calls take with the index of each trial and its result, never twice at a time.
// It returns the indexes of those that do not fit into one program, as answers
// that do not compile.
func runTogether(ctx context.Context, trials []Trial, options Options, take func(int, Result)) (apart []int, err error) {
	temp, err := os.MkdirTemp("", "workbook-trial-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)

	j := &joint{trials: trials, temp: temp, tag: strings.ToLower(rand.Text()), overlay: make(map[string]string)}
	records := make(map[int]*record)
	for i, t := range trials {
		checks, err := checksOf(t.Exercise)
		if err != nil {
			return nil, err
		}
		if checks.apart {
			apart = append(apart, i)
			continue
		}
		if err := j.add(i, checks); err != nil {
			return nil, err
		}
		records[i] = newRecord(t, checks, j.last(), max(options.Count, 1))
	}
	broken, err := j.buildWithout(ctx, options)
	if err != nil {
		return nil, err
	}
	apart = append(apart, broken...)
	if len(j.in) == 0 {
		return apart, nil
	}
	if j.converter, err = findConverter(ctx); err != nil {
		return nil, err
	}
	return apart, j.runAll(ctx, records, options, take)
}

func (j *joint) last() string { return "TestLast" + j.tag }

// folder returns where the package of a trial is, below the exercise's folder.
func (j *joint) folder(number int) string { return fmt.Sprintf("zz_%s/%d", j.tag, number) }

// add puts the files of a trial into a package: the answer, what is given, and
// the checks, in files whose names do not end in _test.go there.
func (j *joint) add(number int, c checks) error {
	t := j.trials[number]
	e := t.Exercise
	place := func(name, file string) {
		j.overlay[filepath.Join(e.Dir(), filepath.FromSlash(j.folder(number)), name)] = file
	}
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
	place("zz_list.go", file)
	j.in = append(j.in, number)
	text := fmt.Sprintf("package %s\n\nimport \"testing\"\n\nvar ZZ%s = []testing.InternalTest{\n%s}\n", c.pkg, j.tag, &list)
	return os.WriteFile(file, []byte(text), 0o644)
}

// testOf returns the name of the test that is all checks of a trial.
func testOf(number int) string { return fmt.Sprintf("TestNumber%d", number) }

// buildWithout builds the program without those trials that keep it from being
// built, which it returns.
func (j *joint) buildWithout(ctx context.Context, options Options) (broken []int, err error) {
	for len(j.in) > 0 {
		said, err := j.build(ctx, options)
		if err != nil || said == "" {
			return broken, err
		}
		named := j.namedIn(said)
		if len(named) == 0 { // what is wrong is told when they are built one by one
			named = j.in
		}
		broken = append(broken, named...)
		j.in = slices.DeleteFunc(slices.Clone(j.in), func(i int) bool { return slices.Contains(named, i) })
	}
	return broken, nil
}

// namedIn returns the trials whose packages the Go command complains about.
func (j *joint) namedIn(said string) []int {
	var named []int
	for _, match := range regexp.MustCompile("zz_"+j.tag+`[/\\](\d+)`).FindAllStringSubmatch(said, -1) {
		number, err := strconv.Atoi(match[1])
		if err == nil && !slices.Contains(named, number) {
			named = append(named, number)
		}
	}
	return named
}

// build builds the program. If that cannot be done it returns what the Go command
// said.
func (j *joint) build(ctx context.Context, options Options) (said string, err error) {
	var imports, tests strings.Builder
	for _, number := range j.in {
		fmt.Fprintf(&imports, "\tp%d %q\n", number, "workbook/"+j.trials[number].Exercise.Path()+"/"+j.folder(number))
		fmt.Fprintf(&tests, "\nfunc %s(t *testing.T) { run(t, p%d.ZZ%s) }\n", testOf(number), number, j.tag)
	}
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
%s`, &imports, j.last(), &tests)
	file := filepath.Join(j.temp, "all.go")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return "", err
	}
	root, folder := j.trials[0].Exercise.Root, "all_"+j.tag
	j.overlay[filepath.Join(root, folder, "all_test.go")] = file
	overlay, err := gocommand.WriteOverlay(j.temp, j.overlay)
	if err != nil {
		return "", err
	}
	j.program = filepath.Join(j.temp, "all.exe") // other systems do not mind the name
	args := []string{"test", "-c", "-vet=off", "-overlay", overlay, "-o", j.program}
	if options.Race {
		args = append(args, "-race")
	}
	build := exec.CommandContext(ctx, "go", append(args, "./"+folder)...)
	build.Dir = root
	build.Env = append(build.Environ(), "GOTMPDIR="+j.temp) // as in goTest
	gocommand.InGroup(build)
	output, err := build.CombinedOutput()
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return err.Error() + "\n" + string(output), nil
	}
	return "", nil
}

// findConverter returns the path of test2json, which the Go command builds when
// it is first needed.
func findConverter(ctx context.Context) (string, error) {
	if _, err := gocommand.Output(ctx, "tool", "test2json"); err != nil {
		return "", err
	}
	path, err := gocommand.Output(ctx, "tool", "-n", "test2json")
	return strings.TrimSpace(string(path)), err
}

// runAll runs the program for each trial, so many at a time as there are
// processors.
func (j *joint) runAll(ctx context.Context, records map[int]*record, options Options, take func(int, Result)) error {
	errs := make([]error, len(j.in))
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	var running sync.WaitGroup
	var taking sync.Mutex
	for i, number := range j.in {
		running.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			r := records[number]
			if errs[i] = j.run(ctx, number, r, options); errs[i] != nil {
				return
			}
			taking.Lock()
			defer taking.Unlock()
			take(number, r.result())
		})
	}
	running.Wait()
	if ctx.Err() != nil {
		return ctx.Err() // once, not for each of them
	}
	return errors.Join(errs...)
}

func (j *joint) run(ctx context.Context, number int, r *record, options Options) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	count, timeout := options.limits()
	cmd := exec.CommandContext(ctx, j.converter, j.program,
		"-test.v=test2json", "-test.paniconexit0", "-test.run=^"+testOf(number)+"$", // as go test does
		fmt.Sprintf("-test.count=%d", count), fmt.Sprintf("-test.timeout=%v", timeout))
	cmd.Dir = r.trial.Exercise.Dir()
	cmd.Env = append(cmd.Environ(), check.All+"=1")
	parent := testOf(number)
	err := gocommand.RunTests(cmd, func(e gocommand.Event) {
		name, ok := strings.CutPrefix(e.Test, parent)
		if ok {
			e.Test = strings.TrimPrefix(name, "/")
		}
		if e.Test != "" || e.Action == "output" {
			r.take(e)
		}
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !r.told {
		return fmt.Errorf("the checks of %s did not run: %w", r.trial.Exercise.Path(), why(err))
	}
	return nil
}
