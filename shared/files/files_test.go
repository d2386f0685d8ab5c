package files

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "page.html")
	for _, text := range []string{"first", "second"} {
		require.NoError(t, Replace(path, []byte(text)))
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, text, string(got))
	}
	require.Error(t, Replace(filepath.Join(dir, "missing", "page.html"), nil))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1, "nothing else is left behind")
}

func TestReplaceFollowsALink(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o644))
	if err := os.Symlink(file, link); err != nil {
		t.Skip("no links here: ", err)
	}
	require.NoError(t, Replace(link, []byte("new")))
	got, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "new", string(got))
}

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, Check("html", ""))
	require.NoError(t, Check("html", filepath.Join(dir, "page.html")))
	require.ErrorContains(t, Check("html", dir), "-html "+dir+": this is a folder")
	missing := filepath.Join(dir, "missing")
	require.ErrorContains(t, Check("json", filepath.Join(missing, "x")), "there is no folder "+missing)
}
