//go:build unix

package report

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// A pipe that nobody writes to would keep the report waiting.
func TestAPipeIsNoAnswer(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.NoError(t, unix.Mkfifo(filepath.Join(root, "end.go"), 0o600))
	answers, err := os.OpenRoot(root)
	require.NoError(t, err)
	defer answers.Close()
	require.EqualError(t, fetch(answers, "end.go", filepath.Join(root, "copy.go")), "end.go is not a file")
}
