package changes

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/stage"
)

func write(t *testing.T, dir string, files map[string]string) stage.Stage {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Join(root, dir), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(root, dir, name), []byte(text), 0o644))
	}
	return stage.Stage{Name: dir, Root: root}
}

func TestBetween(t *testing.T) {
	one := write(t, "01-one", map[string]string{
		"main.go":      "package main\n\nfunc main() {\n\thandle(conn)\n}\n",
		"gone.go":      "package main\n",
		"main_test.go": "package main\n",
	})
	two := write(t, "06-mine", map[string]string{
		"main.go":      "package main\r\n\r\nfunc main() {\r\n\tgo handle(conn)\r\n}",
		"all.go":       "package main\n// 你好\n",
		"main_test.go": "package main // another\n",
	})
	files, err := Between(one, two)
	require.NoError(t, err)
	require.Equal(t, []File{
		{"main.go", true, true, []Hunk{{
			{1, 1, "package main"},
			{2, 2, ""},
			{3, 3, "func main() {"},
			{4, 0, "\thandle(conn)"},
			{5, 0, "}"},
			{0, 4, "\tgo handle(conn)"},
			{0, 5, "}"}, // the newline at its end is missing
		}}},
		{"all.go", false, true, []Hunk{{{0, 1, "package main"}, {0, 2, "// 你好"}}}},
		{"gone.go", true, false, []Hunk{{{1, 0, "package main"}}}},
	}, files)
	gone, come := files[0].Changed()
	require.Equal(t, [2]int{2, 2}, [2]int{gone, come})

	same, err := Between(one, one)
	require.NoError(t, err)
	for _, file := range same {
		require.Empty(t, file.Hunks)
	}
}

func TestHunksKeepTheNumbersOfTheirLines(t *testing.T) {
	from := "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\n"
	files, err := Between(
		write(t, "01-one", map[string]string{"main.go": from}),
		write(t, "02-two", map[string]string{"main.go": "A\n" + from + "N\n"}))
	require.NoError(t, err)
	require.Equal(t, []Hunk{
		{{0, 1, "A"}, {1, 2, "a"}, {2, 3, "b"}, {3, 4, "c"}},
		{{12, 13, "l"}, {13, 14, "m"}, {14, 15, "n"}, {0, 16, "N"}},
	}, files[0].Hunks)
}
