package trial

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"workbook/shared/exercise"
	"workbook/shared/exercise/check"
	"workbook/shared/gocommand"
)

// runBatch runs trials of different exercises with one go test. The checks named
// in skip are left out. It calls done with the index of each trial and its result
// as soon as that is known.
func runBatch(ctx context.Context, trials []Trial, skip []string, options Options, done func(int, Result)) ([]Result, error) {
	temp, err := os.MkdirTemp("", "workbook-trial-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)

	last := "TestLast" + rand.Text()
	records := make(map[string]*record) // by the package's path
	overlay := make(map[string]string)
	var order []*record
	var packages []string
	for i, t := range trials {
		e := t.Exercise
		checks, err := checksOf(e)
		if err != nil {
			return nil, err
		}
		r := newRecord(t, checks, last, max(options.Count, 1))
		r.done = func() { done(i, r.result()) }
		records["workbook/"+e.Path()] = r
		order = append(order, r)
		packages = append(packages, "./"+e.Path())
		if t.Answer != "" {
			overlay[e.Answer()] = t.Answer
		}
		file := filepath.Join(temp, fmt.Sprintf("%d_test.go", i))
		if err := writeLast(file, checks.pkg, last); err != nil {
			return nil, err
		}
		overlay[filepath.Join(e.Dir(), "zz_"+strings.ToLower(last)+"_test.go")] = file
	}
	file, err := gocommand.WriteOverlay(temp, overlay)
	if err != nil {
		return nil, err
	}
	args := append(options.arguments(file, skip), packages...)
	if err := goTest(ctx, trials[0].Exercise.Root, temp, args, records); err != nil {
		return nil, err
	}
	results := make([]Result, len(order))
	for i, r := range order {
		results[i] = r.result()
	}
	return results, nil
}

// limits returns how often each check is run, and how long all may take.
func (o Options) limits() (count int, timeout time.Duration) {
	count, timeout = max(o.Count, 1), o.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	return count, timeout
}

func (o Options) arguments(overlay string, skip []string) []string {
	count, timeout := o.limits()
	args := []string{
		"test", "-json", "-overlay", overlay, fmt.Sprintf("-count=%d", count), fmt.Sprintf("-timeout=%v", timeout),
		"-vet=off", // an answer is judged by its checks
	}
	if o.Race {
		args = append(args, "-race")
	}
	if len(skip) > 0 {
		args = append(args, "-skip=^("+strings.Join(skip, "|")+")$")
	}
	return args
}

// writeLast writes a test that runs after all checks. Only a program that came
// to its end says that it passed, and an answer cannot say so in its stead: it
// does not know the name.
func writeLast(file, pkg, last string) error {
	text := fmt.Sprintf("package %s\n\nimport \"testing\"\n\nfunc %s(*testing.T) {}\n", pkg, last)
	return os.WriteFile(file, []byte(text), 0o644)
}

// goTest runs go test -json and files its events by their package. It keeps its
// programs in temp: where it is interrupted it leaves them behind.
func goTest(ctx context.Context, root, temp string, args []string, records map[string]*record) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = root
	cmd.Env = append(cmd.Environ(), check.All+"=1", "GOTMPDIR="+temp)
	built := make(map[string]string) // what was said about each build
	err := gocommand.RunTests(cmd, func(e gocommand.Event) {
		if e.Action == "build-output" {
			built[e.ImportPath] += e.Output
			return
		}
		r := records[e.Package]
		if r == nil {
			return
		}
		if e.FailedBuild != "" {
			r.build = faults(built[e.FailedBuild], e.Package)
		}
		if r.take(e) {
			r.done()
			r.done = nil
		}
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, r := range records {
		if !r.told {
			return fmt.Errorf("go test did not run: %w", why(err))
		}
		if r.done != nil { // the answer wrote what go test could not tell from its own
			r.done()
		}
	}
	return nil // the status of go test only repeats that a check failed
}

// why returns an error, which may be nil, of a command without any events.
func why(err error) error { return cmp.Or(err, errors.New("it said nothing")) }

// The checks of an exercise are the tests of its folder.
type checks struct {
	pkg   string
	names []string
	tests []string // files
	files []string // what else there is, without the answer: given files, and those that are embedded
	apart bool     // they need a test program of their own
}

func checksOf(e exercise.Exercise) (checks, error) {
	folder, err := build.ImportDir(e.Dir(), 0)
	// The student's own answer may be any text; that it does not compile is for the
	// compiler to say.
	if err != nil && len(folder.TestGoFiles) == 0 && len(folder.XTestGoFiles) == 0 {
		return checks{}, noChecks(e)
	}
	all := checks{
		tests: append(folder.TestGoFiles, folder.XTestGoFiles...),
		apart: len(folder.XTestGoFiles) > 0,
	}
	if all.files, err = others(e); err != nil {
		return checks{}, err
	}
	for _, name := range all.tests {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(e.Dir(), name), nil, parser.SkipObjectResolution)
		if err != nil {
			return checks{}, err
		}
		if all.pkg == "" {
			all.pkg = file.Name.Name
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && isTest(f) {
				all.names = append(all.names, f.Name.Name)
			} else if ok && f.Name.Name == "TestMain" && f.Recv == nil {
				all.apart = true
			}
		}
	}
	if len(all.names) == 0 {
		return checks{}, noChecks(e)
	}
	return all, nil
}

func noChecks(e exercise.Exercise) error {
	file := e.Path() + "/" + e.Name() + "_test.go"
	return fmt.Errorf("%s has no checks (git checkout %s brings it back, or a fresh copy of the workbook)", file, file)
}

// others returns the files in the folder of an exercise that are neither the answer
// nor checks.
func others(e exercise.Exercise) ([]string, error) {
	entries, err := os.ReadDir(e.Dir())
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		name := entry.Name()
		if entry.Type().IsRegular() && name != filepath.Base(e.Answer()) && !strings.HasSuffix(name, "_test.go") {
			names = append(names, name)
		}
	}
	return names, nil
}

// isTest reports whether go test takes a function for a test.
func isTest(f *ast.FuncDecl) bool {
	rest, ok := strings.CutPrefix(f.Name.Name, "Test")
	if !ok || f.Recv != nil || f.Name.Name == "TestMain" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || !unicode.IsLower(first)
}
