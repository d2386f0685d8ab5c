package servertest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/stage"
)

// clockNeeded is the environment variable that lets a test build Go's standard
// library anew.
const clockNeeded = "WORKBOOK_NEEDS_CLOCK"

// testClockJumps lets the clock on the wall jump under the program, hours, days
// and years to and fro, as it may when somebody sets it. What the program
// promises to do within a time, it must do all the same.
func (p Program) testClockJumps(t *testing.T) {
	if os.Getenv(clockNeeded) == "" {
		t.Skipf("it builds Go's standard library anew: %s=1 go test -run Conformance/Environment/ClockJumps ./%s", clockNeeded, p.Name)
	}
	flags := jumpingClock(t)
	root, err := stage.Root()
	require.NoError(t, err)
	paths, err := stage.BuildWith(t.Context(), t.TempDir(), flags, stage.Stage{Name: p.Name, Root: root})
	require.NoError(t, err)
	p.path = paths[0]
	inParallel(t, map[string]func(*testing.T){
		"SilentClient":         p.testSilentClient,
		"Signals":              p.testSignals,
		"SignalWhileAnswering": p.testSignalWhileAnswering,
		"SignalAndNeverReads":  p.testSignalAndNeverReads,
		"CostsNothingAtRest":   p.testCostsNothingAtRest,
		"OutOfFiles":           p.testOutOfFiles,
	})
}

// readsClock is where time.Now has read both clocks.
var readsClock = regexp.MustCompile(`(?m)^\tsec, nsec, mono := \w+\(\)$`)

// jumps moves the first of them every 17 ms (2^24 ns), as the second, which counts
// steadily, tells: to and fro between now, in an hour, yesterday and in ten years.
const jumps = "\n\tsec += [...]int64{0, 3600, -86400, 10 * 365 * 86400}[mono>>24&3]"

// jumpingClock returns flags for go build with which a program's clock jumps.
// They replace the source of time.Now.
func jumpingClock(t *testing.T) (flags []string) {
	t.Helper()
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	original := filepath.Join(strings.TrimSpace(string(goroot)), "src", "time", "time.go")
	source, err := os.ReadFile(original)
	require.NoError(t, err)
	require.Len(t, readsClock.FindAll(source, -1), 1, "%s no longer reads the clock in the line %s", original, readsClock)

	dir := t.TempDir()
	patched := filepath.Join(dir, "time.go")
	require.NoError(t, os.WriteFile(patched, readsClock.ReplaceAll(source, []byte("${0}"+jumps)), 0o666))
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{original: patched}})
	require.NoError(t, err)
	list := filepath.Join(dir, "overlay.json")
	require.NoError(t, os.WriteFile(list, overlay, 0o666))
	flags = []string{"-overlay=" + list}
	expectJumps(t, dir, flags)
	return flags
}

// clock is a program that ends well if the two clocks soon tell different times.
const clock = `package main

import (
	"os"
	"time"
)

func main() {
	for begin := time.Now(); time.Since(begin) < 5*time.Second; time.Sleep(time.Millisecond) {
		wall := time.Now().Round(0).Sub(begin.Round(0)) // without the steady clock
		if wall.Abs() > time.Minute {
			return
		}
	}
	os.Exit(1)
}
`

// expectJumps expects that a program that is built with flags has such a clock.
func expectJumps(t *testing.T, dir string, flags []string) {
	t.Helper()
	path := filepath.Join(dir, "clock.go")
	require.NoError(t, os.WriteFile(path, []byte(clock), 0o666))
	output, err := exec.CommandContext(t.Context(), "go", append(append([]string{"run"}, flags...), path)...).CombinedOutput()
	require.NoError(t, err, "the clock does not jump: %s", output)
}
