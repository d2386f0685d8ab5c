package check

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/stage"
)

// apart is the environment variable that tells a test program that it runs for
// the sake of one call of Apart. It names the file for what is observed.
const apart = "WORKBOOK_APART"

// apartLimit is how long that test program may take, which needs no time at all
// unless the answer hangs.
const apartLimit = 10 * time.Second

// Apart calls observe in a process of its own, since answers may do what ends a
// whole process: panic in a goroutine, or exit. It returns what observe returns,
// which must survive JSON, and why the process has died, or "". A check calls it
// once, and before any assertion.
func Apart[Observed any](t *testing.T, observe func() Observed) (observed Observed, died string) {
	t.Helper()
	if path := os.Getenv(apart); path != "" {
		text, err := json.Marshal(observe())
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, text, 0o600))
		t.SkipNow() // what remains of the check is for the process that started this one
	}
	program, err := os.Executable()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "observed.json")
	ctx, cancel := context.WithTimeout(t.Context(), apartLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "-test.run="+only(t.Name()))
	cmd.Env = append(os.Environ(), apart+"="+path, "GORACE=atexit_sleep_ms=0") // the race detector would rest for a second
	cmd.WaitDelay = time.Second
	output, err := cmd.CombinedOutput()
	if err != nil {
		return observed, lastWords(output, err)
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err, "%s", output)
	require.NoError(t, json.Unmarshal(text, &observed))
	return observed, ""
}

// only returns the pattern that a test with a name fits, and no other: each part of a name
// is matched by itself.
func only(name string) string { return "^" + strings.ReplaceAll(name, "/", "$/^") + "$" }

// lastWords returns the line in which a process says why it dies.
func lastWords(output []byte, err error) string {
	if line, crashed := stage.Crash(string(output)); crashed {
		return line
	}
	return strings.TrimSpace(err.Error() + "\n" + string(output))
}
