package docs_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/report"
	"workbook/shared/stage"
)

var update = flag.Bool("update", false, "write anew what measurements.md shows of measurements.json")

// block is a part of what the bench has printed.
var block = regexp.MustCompile("(?ms)^```text\n(.*?)\n```$")

// TestMeasurementsAreThoseOfTheirFile holds every table and sentence of the bench
// in measurements.md to what it prints of measurements.json.
func TestMeasurementsAreThoseOfTheirFile(t *testing.T) {
	root, err := stage.Root()
	require.NoError(t, err)
	path := filepath.Join(root, "docs", "measurements.md")
	shown, err := os.ReadFile(path)
	require.NoError(t, err)
	data, err := os.ReadFile(filepath.Join(root, "docs", "measurements.json"))
	require.NoError(t, err)
	run, err := figures.Unmarshal(data)
	require.NoError(t, err)
	var printed strings.Builder
	require.NoError(t, report.Write(&printed, run, report.Look{}))

	// A block ends where the next one's first line is.
	text := strings.TrimSpace(printed.String())
	blocks := block.FindAllStringSubmatch(string(shown), -1)
	require.NotEmpty(t, blocks)
	fresh := string(shown)
	for i, found := range blocks {
		title, _, _ := strings.Cut(found[1], "\n")
		part := text
		if i > 0 {
			at := strings.Index(text, "\n\n"+title+"\n")
			require.GreaterOrEqual(t, at, 0, "the bench says nothing of %q", title)
			part = text[at+2:]
		}
		if i+1 < len(blocks) {
			next, _, _ := strings.Cut(blocks[i+1][1], "\n")
			end := strings.Index(part, "\n\n"+next+"\n")
			require.GreaterOrEqual(t, end, 0, "%q does not come after %q", next, title)
			part = part[:end]
		}
		fresh = strings.Replace(fresh, found[0], "```text\n"+part+"\n```", 1)
	}
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(fresh), 0o644))
		return
	}
	require.Equal(t, fresh, string(shown), "go test ./docs -update writes it")
}
