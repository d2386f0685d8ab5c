package terminal

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFilesAndBuffersAreNoTerminals(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	defer file.Close()
	require.Zero(t, Columns(file))
	require.False(t, Colour(file))
	require.Zero(t, Columns(new(bytes.Buffer)))
	require.False(t, Colour(new(bytes.Buffer)))
}
