package servertest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/changes"
	"workbook/shared/stage"
)

// ChangedLines counts the lines, comments included, that a stage's programs take
// away from another's and add to it. The diff between neighbours is the lesson,
// so it must not grow by accident.
func ChangedLines(t *testing.T, from, to string) (changed int) {
	t.Helper()
	root, err := stage.Root()
	require.NoError(t, err)
	before, err := stage.Find(root, from)
	require.NoError(t, err)
	after, err := stage.Find(root, to)
	require.NoError(t, err)
	files, err := changes.Between(before, after)
	require.NoError(t, err)
	for _, file := range files {
		gone, come := file.Changed()
		changed += gone + come
		if len(file.Hunks) > 0 {
			t.Logf("%s\n%s", file.Name, unified(file))
		}
	}
	return changed
}

func unified(file changes.File) string {
	var b strings.Builder
	for _, hunk := range file.Hunks {
		b.WriteString("@@\n")
		for _, line := range hunk {
			b.WriteString(line.Sign() + line.Text + "\n")
		}
	}
	return b.String()
}
