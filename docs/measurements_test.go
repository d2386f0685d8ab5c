package docs_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/report"
	"workbook/shared/stage"
)

var update = flag.Bool("update", false, "write anew what the texts show of other files, and of what commands print")

// block is a part of what the bench has printed.
var block = regexp.MustCompile("(?ms)^```text\n(.*?)\n```$")

// TestMeasurementsAreThoseOfTheirFile holds every table and sentence of the bench
// in these texts to what it prints of measurements.json.
func TestMeasurementsAreThoseOfTheirFile(t *testing.T) {
	root, err := stage.Root()
	require.NoError(t, err)
	parts := measured(t, root)
	for _, file := range []string{"measurements.md", "lessons.md"} {
		path := filepath.Join(root, "docs", file)
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		shown := string(text)
		blocks := block.FindAllStringSubmatch(shown, -1)
		require.NotEmpty(t, blocks, "%s", file)
		fresh := shown
		for _, found := range blocks {
			title, _, _ := strings.Cut(found[1], "\n")
			name, _, _ := strings.Cut(title, ",") // what follows a comma may be the day, say
			i := slices.IndexFunc(parts, func(part string) bool { return strings.HasPrefix(part, name) })
			require.GreaterOrEqual(t, i, 0, "the bench says nothing of %q in %s", title, file)
			fresh = strings.Replace(fresh, found[0], "```text\n"+parts[i]+"\n```", 1)
		}
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(fresh), 0o644))
			continue
		}
		require.Equal(t, fresh, shown, "go test ./docs -update writes it")
	}
}

// measured returns what the bench prints of measurements.json, in parts that begin
// with their titles.
func measured(t *testing.T, root string) (parts []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, "docs", "measurements.json"))
	require.NoError(t, err)
	run, err := figures.Unmarshal(data)
	require.NoError(t, err)
	var printed strings.Builder
	require.NoError(t, report.Write(&printed, run, report.Look{}))
	titles := []string{"How far to trust this"}
	for _, section := range report.Sections(run) {
		titles = append(titles, section.Title)
	}
	var part []string
	for _, paragraph := range strings.Split(strings.TrimSpace(printed.String()), "\n\n") {
		title, _, _ := strings.Cut(paragraph, "\n")
		if slices.Contains(titles, title) && len(part) > 0 {
			parts = append(parts, strings.Join(part, "\n\n"))
			part = nil
		}
		part = append(part, paragraph)
	}
	return append(parts, strings.Join(part, "\n\n"))
}
