package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTestedNamesLinesThatExist looks up each line of which tested.md says that no
// test runs it.
func TestTestedNamesLinesThatExist(t *testing.T) {
	root, files := texts(t)
	text := files[filepath.Join(root, "docs", "tested.md")]
	rows := regexp.MustCompile("(?m)^\\| (\\S+\\.go) \\| `(.+)` \\| .+ \\|$").FindAllStringSubmatch(text, -1)
	require.NotEmpty(t, rows)
	require.Equal(t, strings.Count(text, "\n| 0"), len(rows), "a row is not: | file | `statement` | reason |")
	for _, row := range rows {
		program, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(row[1])))
		require.NoError(t, err)
		require.Contains(t, string(program), row[2], row[1])
	}
}
