//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The shell's limit stands for a full disk: no file may have a byte.
func TestFullDiskIsOneLineAndLeavesNoHalfFiles(t *testing.T) {
	t.Parallel()
	path, dir := kept(t), t.TempDir()
	page := filepath.Join(dir, "page.html")
	require.NoError(t, os.WriteFile(page, []byte("old"), 0o600))
	for _, args := range [][]string{{"-html", page}, {"-json", filepath.Join(dir, "again.json"), "-html", page}, {"-svg", dir}} {
		lab, _ := labCommand(t, dir, append([]string{"-from", path}, args...)...)
		cmd := exec.CommandContext(t.Context(), "sh", append([]string{"-c", `trap "" XFSZ; ulimit -f 0; exec "$@"`, "sh", lab.Path}, lab.Args[1:]...)...)
		cmd.Dir, cmd.Env = lab.Dir, lab.Env
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		require.Error(t, err)
		require.Contains(t, string(out), "Stage 01", "the drawing is on the screen nevertheless")
		require.Equal(t, 1, strings.Count(stderr.String(), "\n"), stderr.String())
		require.Contains(t, stderr.String(), " cannot be written: ")
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1)
	data, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, "old", string(data))
}
