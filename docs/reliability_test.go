package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// row is a row of a table in reliability.md that has a command.
var row = regexp.MustCompile("(?m)^\\| .* \\| `(go test [^`]*)` \\|$")

// TestReliabilityNamesTests expects that every test that reliability.md names is
// there, and that it names every attack of the suite. To run them all again would
// take minutes: go test ./... has run them.
func TestReliabilityNamesTests(t *testing.T) {
	root, _ := lessons(t)
	text, err := os.ReadFile(filepath.Join(root, "docs", "reliability.md"))
	require.NoError(t, err)
	suite := testsIn(t, root, "shared/servertest")
	rows := row.FindAllStringSubmatch(string(text), -1)
	require.NotEmpty(t, rows)
	named := make(map[string]bool)
	for _, match := range rows {
		command := strings.ReplaceAll(match[1], `\|`, "|") // as the table shows it
		words, err := split(command)
		require.NoError(t, err)
		var folder, pattern string
		for i, word := range words {
			switch {
			case word == "-run":
				pattern = words[i+1]
			case strings.HasPrefix(word, "./") && folder == "":
				folder = strings.TrimSuffix(word[2:], "/...")
			}
		}
		there := suite + testsIn(t, root, folder)
		for name := range strings.FieldsFuncSeq(pattern, func(r rune) bool { return strings.ContainsRune("/|()", r) }) {
			found, err := regexp.MatchString(`(func |")\w*`+name, there)
			require.NoError(t, err, command)
			require.True(t, found, "%s: there is no test %s", command, name)
			named[name] = true
		}
	}
	for _, group := range []string{"testAttacks", "testEnvironment"} {
		_, body, _ := strings.Cut(suite, ") "+group+"(")
		body, _, _ = strings.Cut(body, "\n}\n")
		attacks := regexp.MustCompile(`"(\w+)"[:,] *[sp]\.test`).FindAllStringSubmatch(body, -1)
		require.NotEmpty(t, attacks, group)
		for _, attack := range attacks {
			require.True(t, named[attack[1]], "reliability.md does not name %s of %s", attack[1], group)
		}
	}
}

// testsIn returns the text of all tests in a folder, and of the suite if it is that.
func testsIn(t *testing.T, root, folder string) string {
	t.Helper()
	pattern := "*_test.go"
	if folder == "shared/servertest" {
		pattern = "*.go"
	}
	files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(folder), pattern))
	require.NoError(t, err)
	scripts, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(folder), "testdata", "script", "*.txtar"))
	require.NoError(t, err)
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		all.Write(text)
	}
	for _, script := range scripts {
		all.WriteString("\"" + strings.TrimSuffix(filepath.Base(script), ".txtar") + "\"\n")
	}
	return all.String()
}
