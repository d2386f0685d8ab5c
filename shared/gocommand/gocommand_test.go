package gocommand

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOverlayStandsInForAFile(t *testing.T) {
	t.Parallel()
	root, temp := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		filepath.Join(root, "go.mod"):    "module sample\n\ngo 1.25.0\n",
		filepath.Join(root, "main.go"):   "package main\n\nfunc main() { print(\"one\") }\n",
		filepath.Join(temp, "mutant.go"): "package main\n\nfunc main() { print(\"two\") }\n",
	} {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	list, err := WriteOverlay(temp, map[string]string{
		filepath.Join(root, "main.go"): filepath.Join(temp, "mutant.go"),
	})
	require.NoError(t, err)
	run := exec.CommandContext(t.Context(), "go", "run", "-overlay", list, ".")
	run.Dir = root
	said, err := run.CombinedOutput()
	require.NoError(t, err, "%s", said)
	require.Equal(t, "two", string(said))
}

func TestReadEvents(t *testing.T) {
	t.Parallel()
	var read []Event
	take := func(e Event) { read = append(read, e) }
	require.NoError(t, ReadEvents(strings.NewReader(`{"Action":"fail","Test":"TestX","Elapsed":0.5}
{"Action":"build-fail","ImportPath":"workbook/x"}
`), take))
	require.Equal(t, []Event{
		{Action: "fail", Test: "TestX", Elapsed: 0.5},
		{Action: "build-fail", ImportPath: "workbook/x"},
	}, read)
	require.Error(t, ReadEvents(strings.NewReader("panic: no event"), take))
}
