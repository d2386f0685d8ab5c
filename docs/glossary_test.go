package docs_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestGlossaryExplainsWordsThatAreUsed holds the glossary to the other texts: each
// of its words occurs there, has all four columns, and stands in its place.
func TestGlossaryExplainsWordsThatAreUsed(t *testing.T) {
	root, files := texts(t)
	path := filepath.Join(root, "docs", "glossary.md")
	glossary := files[path]
	delete(files, path)
	var others strings.Builder
	for _, text := range files {
		others.WriteString(strings.ToLower(text))
	}
	rows := regexp.MustCompile(`(?m)^\| (.+) \| (.+) \| (.+) \| (.+) \|$`).FindAllStringSubmatch(glossary, -1)
	require.Greater(t, len(rows), 2)
	require.Equal(t, strings.Count(glossary, "\n|"), len(rows), "a row has not four columns")
	var words, unused []string
	for _, row := range rows[2:] { // after the heading and its line
		word, _, _ := strings.Cut(strings.ToLower(row[1]), " (")
		words = append(words, word)
		if !strings.Contains(others.String(), word) {
			unused = append(unused, word)
		}
		require.Regexp(t, `\p{Han}`, row[4], "%s is not explained in Chinese", word)
	}
	require.Empty(t, unused, "no other text uses these")
	require.True(t, slices.IsSorted(words), "not in the order of the alphabet")
	require.Len(t, slices.Compact(words), len(words), "a word stands there twice")
}
