package files

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	for _, text := range []string{"one", "two"} {
		require.NoError(t, Replace(path, []byte(text)))
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, text, string(data))
	}
	missing := filepath.Join(dir, "no", "file")
	require.ErrorContains(t, Replace(missing, nil), missing+" cannot be written")
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder"), 0o755))
	require.Error(t, Replace(filepath.Join(dir, "folder"), nil))
	long := filepath.Join(dir, strings.Repeat("x", 300)) // no system has such names
	require.ErrorContains(t, Replace(long, nil), long+" cannot be written: ")
	require.NotContains(t, Replace(long, nil).Error(), ".workbook-")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 2, "no temporary file")
	if runtime.GOOS == "windows" {
		return // where links need a privilege, and open files are in the way
	}
	old, err := os.Open(path)
	require.NoError(t, err)
	defer old.Close()
	require.NoError(t, Replace(path, []byte("three")))
	still, err := io.ReadAll(old)
	require.NoError(t, err)
	require.Equal(t, "two", string(still), "whoever reads the old file has all of it")
	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink("file", link))
	require.NoError(t, Replace(link, []byte("four")))
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "four", string(data), "a link stays one")
}

func TestReplaceKeepsTheMode(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other rights")
	}
	dir := t.TempDir()
	for _, mode := range []fs.FileMode{0o600, 0o640, 0o666, 0o755, 0o400} {
		path := filepath.Join(dir, mode.String())
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		require.NoError(t, os.Chmod(path, mode))
		require.NoError(t, Replace(path, []byte("new")))
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, mode, info.Mode())
	}

	// A new file has what others get, which depends on the umask.
	other := filepath.Join(dir, "other")
	require.NoError(t, os.WriteFile(other, nil, 0o666))
	want, err := os.Stat(other)
	require.NoError(t, err)
	path := filepath.Join(dir, "new")
	require.NoError(t, Replace(path, nil))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, want.Mode(), info.Mode())
}

func TestUnixLines(t *testing.T) {
	require.Equal(t, "a\n\nb\rc\n", UnixLines("a\r\n\nb\rc\r\n"))
}

func TestGlobTakesTheFolderAsItIs(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "my [book]")
	for _, name := range []string{"a", "b"} {
		require.NoError(t, os.MkdirAll(filepath.Join(folder, name), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(folder, name, "x.go"), nil, 0o644))
	}
	paths, err := Glob(folder, "*/*.go")
	require.NoError(t, err)
	require.Equal(t, []string{filepath.Join(folder, "a", "x.go"), filepath.Join(folder, "b", "x.go")}, paths)
	paths, err = Glob(folder, "*/*.c")
	require.NoError(t, err)
	require.Empty(t, paths)
	paths, err = Glob(filepath.Join(folder, "none"), "*")
	require.NoError(t, err)
	require.Empty(t, paths)
	_, err = Glob(folder, "[")
	require.Error(t, err)
}

func TestReadHasALimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, []byte("12345"), 0o644))
	data, err := Read(path, 5)
	require.NoError(t, err)
	require.Equal(t, "12345", string(data))
	_, err = Read(path, 4)
	require.EqualError(t, err, "read "+path+": it is larger than 4 bytes")
	_, err = Read(filepath.Dir(path), 5)
	require.Error(t, err, "a folder")
	_, err = Read(path+"2", 5)
	require.ErrorIs(t, err, fs.ErrNotExist)
}

// What took long to find out is kept somewhere.
func TestKeep(t *testing.T) {
	temp := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP"} {
		t.Setenv(name, temp)
	}
	path := filepath.Join(t.TempDir(), "run.json")
	require.NoError(t, Keep(path, []byte("dear"), true))

	nowhere := filepath.Join(filepath.Dir(path), "no", "run.json")
	require.ErrorContains(t, Keep(nowhere, []byte("cheap"), false), nowhere+" cannot be written: ")
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	require.Empty(t, left)

	err = Keep(nowhere, []byte("dear"), true)
	require.ErrorContains(t, err, nowhere+" cannot be written: ")
	require.NotContains(t, err.Error(), "\n")
	left, readErr := os.ReadDir(temp)
	require.NoError(t, readErr)
	require.Len(t, left, 1)
	kept := filepath.Join(temp, left[0].Name())
	require.ErrorContains(t, err, "what was to be in it is in "+kept)
	data, err := os.ReadFile(kept)
	require.NoError(t, err)
	require.Equal(t, "dear", string(data))

	for _, name := range []string{"TMPDIR", "TMP"} {
		t.Setenv(name, filepath.Join(temp, "none"))
	}
	require.NotContains(t, Keep(nowhere, nil, true).Error(), "is in", "nothing can be written anywhere")
}

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, Check("html", ""))
	require.NoError(t, Check("html", filepath.Join(dir, "page.html")))
	require.ErrorContains(t, Check("html", dir), "-html "+dir+": this is a folder")
	missing := filepath.Join(dir, "missing")
	require.ErrorContains(t, Check("json", filepath.Join(missing, "x")), "there is no folder "+missing)
}
