package docs_test

import (
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
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/stage"
)

// commandTime is how long a command may take on a slow and busy machine.
const commandTime = 3 * time.Minute

// asides are the commands that are not run as they stand, but in another form, or
// not at all. The first that a command begins with counts. A * in the other form
// stands for the rest of the command.
var asides = []struct{ command, instead, reason string }{
	{"go test ./...", "", "it would run itself"},
	{"go test ./02-goroutines/...", "", "go test ./... runs them, too"},
	{"go test -v -run Backend ./docs", "", "these are tests of this very package"},
	{"go test -v -run CuresMemory ./05-async-netpoll", "go test -v -run 'Cures|Hurts' ./05-async-netpoll", "it is one of these"},
	{"go test -run '^$' -bench", "", "it takes long, and all of the machine"},
	{"go test -v -run Scorecard ./docs", "", "it is a test of this very package"},

	{"go run ./shared/lab -web", "go run ./shared/lab -web -help", "it opens a browser, and stays: shared/lab tests the page"},
	{"go run ./shared/lab -html report.html", "go run ./shared/lab -html TEMP/report.html", "it writes a file"},
	{"go run ./shared/lab -stage 02 -scenario shutdown", "go run ./shared/lab -speed 20 -stage 02 -scenario shutdown", "it takes long"},
	{"go run ./shared/lab -stage 02,03 -scenario shutdown", "go run ./shared/lab -speed 20 -stage 02,03 -scenario shutdown", "it takes long"},

	{"go run ./shared/lab -stage 06", "go run ./shared/lab -stage 05", "that stage is the reader's"},

	{"go run ./shared/bench -from", "go run ./shared/bench -from*", ""},
	{"go run ./shared/bench", "go run ./shared/bench -help", "it takes long, and all of the machine: shared/bench tests it"},
	{"go run ./docs/scaling/idle", "go run ./docs/scaling/idle -clients 100", "it takes long, and more open files than there may be"},

	{"go run ./shared/workbook", "", "it writes a student's progress: shared/workbook tests it"},
}

// commands are those of Go that stand in a text: as a line of a block, after the
// prompt $ in one, or in the middle of a sentence.
var commands = regexp.MustCompile("(?m)(?:^(?:\\$ )?|`)(go (?:run|test|doc) [^`\n]*)")

// TestLessonsCommandsRun runs every Go command of the lessons and of the texts that
// students read beside them.
func TestLessonsCommandsRun(t *testing.T) {
	root, all := lessons(t)
	for _, name := range []string{
		"README.md", "docs/sockets.md", "docs/from-python.md", "docs/lessons.md", "docs/scorecard.md",
		"docs/measurements.md", "docs/scaling.md", "docs/instructor-guide.md",
	} {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		require.NoError(t, err)
		all = append(all, lesson{name, string(text)})
	}
	var found []string
	for _, l := range all {
		for _, match := range commands.FindAllStringSubmatch(l.text, -1) {
			found = append(found, match[1])
		}
	}
	require.NotEmpty(t, found)
	slices.Sort(found)
	for _, command := range slices.Compact(found) {
		t.Run(strings.ReplaceAll(command, "/", "|"), func(t *testing.T) {
			t.Parallel()
			runAsItStands(t, root, command)
		})
	}
}

// runAsItStands runs a command, or what asides say instead.
func runAsItStands(t *testing.T, root, command string) {
	for _, aside := range asides {
		rest, ok := strings.CutPrefix(command, aside.command)
		if !ok {
			continue
		}
		if aside.instead == "" {
			t.Skip("not run: " + aside.reason)
		}
		command = strings.ReplaceAll(aside.instead, "*", rest)
		command = strings.ReplaceAll(command, "TEMP", filepath.ToSlash(t.TempDir()))
		break
	}
	words, err := split(command)
	require.NoError(t, err)
	switch name := strings.TrimPrefix(words[2], "./"); {
	case words[1] == "run" && name == "shared/client":
		talk(t, words[3:])
	case words[1] == "run" && name == "shared/lab":
		playOnce(t, root, words[3:])
	case words[1] == "run" && name == "docs/scaling/idle" && runtime.GOOS != "linux":
		t.Skip("it measures on Linux only")
	case words[1] == "run" && !strings.Contains(name, "/"): // a stage
		serve(t, name, words[3:])
	case words[1] == "test":
		each := onePackageEach(command)
		require.NotEmpty(t, each, "it names no package as ./folder")
		require.NotContains(t, words, "./docs", "tests that run themselves never end: it needs a place among the asides")
		for _, one := range each {
			_, err := run(root, one)
			require.NoError(t, err)
		}
	default:
		_, err := run(root, command)
		require.NoError(t, err)
	}
}

// serve starts a stage, on a free port, and interrupts it when it is listening.
func serve(t *testing.T, name string, args []string) {
	server := startStage(t, name, args...)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	server.Stop(ctx) // stages 01 and 02 die, with an error
	require.NoError(t, ctx.Err(), "it does not end")
}

// talk lets the client say a line to a server.
func talk(t *testing.T, args []string) {
	server := startStage(t, "02-goroutines")
	client := exec.CommandContext(t.Context(), program(t, "shared/client"), append(args, "-addr", server.Addr)...)
	client.Stdin = strings.NewReader("hello\n")
	reply, err := client.Output()
	require.NoError(t, err)
	require.Equal(t, "HELLO\n", string(reply))
}

// playOnce runs the lab. If it would build stages and play to them for seconds, it
// plays faster, and to a server that is there already.
func playOnce(t *testing.T, root string, args []string) {
	if !slices.ContainsFunc(args, func(a string) bool {
		return slices.Contains([]string{"-from", "-help", "-speed", "list"}, a)
	}) {
		if i := slices.Index(args, "-stage"); i >= 0 {
			_, err := stage.Choose(root, args[i+1])
			require.NoError(t, err)
			args = slices.Delete(args, i, i+2)
		}
		args = append(args, "-speed", "20", "-addr", startStage(t, "02-goroutines").Addr)
	}
	lab := exec.CommandContext(t.Context(), program(t, "shared/lab"), args...)
	lab.Dir = root
	printed, err := lab.CombinedOutput()
	require.NoError(t, err, "%s", printed)
}

// onePackageEach makes of a go test of several packages one for each, so that
// what another text asks for, too, is run only once.
func onePackageEach(command string) (each []string) {
	flags, packages, _ := strings.Cut(command, " ./")
	for folder := range strings.FieldsSeq(packages) {
		each = append(each, flags+" ./"+strings.TrimPrefix(folder, "./"))
	}
	return each
}

// ran remembers what commands have printed: a command is run only once.
var ran sync.Map // of func() ([]string, error), by command

// run runs a Go command in the workbook's root and returns the lines that it
// prints; see [inOrder].
func run(root, command string) ([]string, error) {
	once, _ := ran.LoadOrStore(command, sync.OnceValues(func() ([]string, error) {
		words, err := split(command)
		if err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(context.Background(), commandTime)
		defer cancel()
		cmd, err := built(ctx, root, words)
		if err != nil {
			return nil, err
		}
		cmd.WaitDelay = limit
		printed, err := cmd.CombinedOutput()
		if err != nil {
			return nil, fmt.Errorf("%s: %w\n%s", command, err, printed)
		}
		lines := strings.Split(strings.TrimSuffix(string(printed), "\n"), "\n")
		for i, line := range lines {
			lines[i] = strings.TrimRight(line, " \r")
		}
		if words[1] == "test" {
			err = matched(words, lines)
			lines = inOrder(lines)
		}
		return lines, err
	}))
	return once.(func() ([]string, error))()
}

// built returns a Go command in a form that builds nothing that has been built for
// another.
func built(ctx context.Context, root string, words []string) (*exec.Cmd, error) {
	dir := root
	switch words[1] {
	case "run":
		path, err := buildPrograms()
		if err != nil {
			return nil, err
		}
		words = append([]string{path(strings.TrimPrefix(words[2], "./"))}, words[3:]...)
	case "test":
		last := len(words) - 1
		dir = filepath.Join(root, filepath.FromSlash(words[last]))
		program, err := buildTest(dir)
		if err != nil {
			return nil, err
		}
		flags := words[2:last]
		words = []string{program}
		for _, flag := range flags {
			if name, ok := strings.CutPrefix(flag, "-"); ok {
				flag = "-test." + name
			}
			words = append(words, flag)
		}
	}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Dir = dir
	return cmd, nil
}

// matched returns an error if a command names a test that there is not: go test
// says so of a test's name, but not of one below it.
func matched(words, lines []string) error {
	for i, word := range words {
		if word != "-run" || !strings.Contains(words[i+1], "/") {
			continue
		}
		name := words[i+1]
		if !slices.ContainsFunc(lines, func(line string) bool {
			return strings.HasPrefix(strings.TrimSpace(line), "--- ") && strings.Contains(line, name+" (")
		}) {
			return fmt.Errorf("%s: there is no such test", name)
		}
	}
	if slices.Contains(lines, "testing: warning: no tests to run") {
		return errors.New("no test has such a name")
	}
	return nil
}

// tests are the programs that test a folder, each built once.
var tests sync.Map // of func() (string, error), by folder

// buildTest returns the program that tests a folder.
func buildTest(dir string) (string, error) {
	once, _ := tests.LoadOrStore(dir, sync.OnceValues(func() (string, error) {
		path := filepath.Join(programDir, filepath.Base(dir)+".test.exe")
		build := exec.Command("go", "test", "-c", "-ldflags=-w", "-o", path)
		build.Dir = dir
		if said, err := build.CombinedOutput(); err != nil {
			return "", fmt.Errorf("go test -c: %w\n%s", err, said)
		}
		return path, nil
	}))
	return once.(func() (string, error))()
}

// programDir is where programs are built, for all tests.
var programDir string

// buildPrograms builds all commands that the texts run, once and together: each
// go run would do so by itself. It returns where a folder's program is.
var buildPrograms = sync.OnceValues(func() (path func(folder string) string, err error) {
	root, err := stage.Root()
	if err != nil {
		return nil, err
	}
	stages, err := stage.All(root)
	if err != nil {
		return nil, err
	}
	args := []string{"build", "-ldflags=-w", "-o", programDir + string(filepath.Separator), "./shared/lab", "./shared/client", "./shared/bench", "./docs/scaling/idle"}
	for _, s := range stages {
		args = append(args, "./"+s.Name)
	}
	build := exec.Command("go", args...)
	build.Dir = root
	if said, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w\n%s", err, said)
	}
	return func(folder string) string {
		path := filepath.Join(programDir, filepath.Base(folder))
		if runtime.GOOS == "windows" {
			path += ".exe"
		}
		return path
	}, nil
})

// program returns the path of a folder's program.
func program(t *testing.T, folder string) string {
	t.Helper()
	path, err := buildPrograms()
	require.NoError(t, err)
	return path(folder)
}

// startStage starts a stage on a free port. It ends with the test.
func startStage(t *testing.T, name string, args ...string) *stage.Process {
	t.Helper()
	server, err := stage.Start(exec.Command(program(t, name), append(args, "-addr", "127.0.0.1:0")...), nil)
	require.NoError(t, err)
	t.Cleanup(server.Kill)
	return server
}

// inOrder leaves out what go test -v says of a test before its result, and of a
// package after it, and sorts the results: tests that run side by side end in any
// order.
func inOrder(lines []string) []string {
	var results [][]string
	var logged, rest []string
	for _, line := range lines {
		switch {
		case strings.HasPrefix(line, "=== "), strings.HasPrefix(line, "ok  "):
		case strings.HasPrefix(line, "--- "):
			results = append(results, append([]string{line}, logged...))
			logged = nil
		case strings.HasPrefix(line, "    "):
			logged = append(logged, line)
		default:
			rest = append(rest, line)
		}
	}
	slices.SortFunc(results, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return append(slices.Concat(results...), rest...)
}

// split splits a command into words, as a shell does that knows of quotes only '.
func split(command string) (words []string, err error) {
	parts := strings.Split(command, "'")
	if len(parts)%2 == 0 {
		return nil, fmt.Errorf("%s: a quote is missing", command)
	}
	for i, part := range parts {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	if len(words) < 3 || words[0] != "go" {
		return nil, fmt.Errorf("%s: a command of Go was expected", command)
	}
	return words, nil
}
