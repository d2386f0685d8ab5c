// Package docs_test holds the workbook's texts to the files that they speak of.
package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/stage"
)

// texts returns the workbook's Markdown files by their paths.
func texts(t *testing.T) (root string, files map[string]string) {
	t.Helper()
	root, err := stage.Root()
	require.NoError(t, err)
	files = make(map[string]string)
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		files[path] = string(text)
		return err
	})
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return root, files
}

func TestLinksLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`(?:\]\(|src="|srcset=")([^)#"]+)`)
	_, files := texts(t)
	for path, text := range files {
		for _, match := range link.FindAllStringSubmatch(text, -1) {
			if target := match[1]; !strings.Contains(target, "://") {
				require.FileExists(t, filepath.Join(filepath.Dir(path), target), "in %s", path)
			}
		}
	}
}

// TestCommandsNameFilesThatExist looks at every ./path in a command.
func TestCommandsNameFilesThatExist(t *testing.T) {
	command := regexp.MustCompile("(?m)(?:^|`)(?:go|git diff --no-index|\\.ci/run)(?: [^`\n]*)?")
	argument := regexp.MustCompile(`(?:^|[ \x60])((?:\./|0[0-9]-|\.ci/)[^ ]*)`)
	root, files := texts(t)
	for path, text := range files {
		for _, line := range command.FindAllString(text, -1) {
			for _, match := range argument.FindAllStringSubmatch(line, -1) {
				name := strings.TrimSuffix(match[1], "...")
				_, err := os.Stat(filepath.Join(root, filepath.FromSlash(name)))
				require.NoError(t, err, "%s says %q", path, line)
			}
		}
	}
}

func TestFrontPageNamesEveryStage(t *testing.T) {
	root, files := texts(t)
	stages, err := stage.All(root)
	require.NoError(t, err)
	front := files[filepath.Join(root, "README.md")]
	for _, s := range stages {
		if s.Number() <= "05" { // a student's own need not be there
			require.Contains(t, front, "["+s.Name+"]("+s.Name+"/README.md)")
		}
	}
}

// TestExerciseBeginsWithStage01 holds the server that exercise word begins with to
// that of stage 01, comments included.
func TestExerciseBeginsWithStage01(t *testing.T) {
	root, err := stage.Root()
	require.NoError(t, err)
	serve := func(path ...string) string {
		text, err := os.ReadFile(filepath.Join(append([]string{root}, path...)...))
		require.NoError(t, err)
		_, code, found := strings.Cut(string(text), "// serve accepts")
		require.True(t, found, path)
		code, _, _ = strings.Cut(code, "// parse reads")
		return strings.TrimSpace(code)
	}
	exercise := serve("02-goroutines", "exercises", "1-word", "original.txt")
	require.Equal(t, serve("01-blocking", "main.go"), exercise)
}
