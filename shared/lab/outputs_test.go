package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/files"
	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/recording/sample"
	"workbook/shared/stage"
)

var update = flag.Bool("update", false, "draw the pictures of docs/pictures anew")

// The pictures in the documents are what the lab makes of the recording beside
// them.
func TestPicturesOfTheDocumentsAreFresh(t *testing.T) {
	root, err := stage.Root()
	require.NoError(t, err)
	dir := filepath.Join(root, "docs", "pictures")
	recordings, err := outputs{From: filepath.Join(dir, "recording.json")}.read("")
	require.NoError(t, err)
	require.Len(t, recordings, 5)
	all, err := outputs{SVG: dir}.contents(recordings)
	require.NoError(t, err)
	var names []string
	for _, file := range all {
		if *update {
			require.NoError(t, files.Replace(file.path, file.data))
		}
		data, err := os.ReadFile(file.path)
		require.NoError(t, err, "go test ./shared/lab -run Pictures -update writes it")
		require.Equal(t, string(file.data), string(data), "go test ./shared/lab -run Pictures -update accepts it")
		names = append(names, file.path)
	}
	there, err := filepath.Glob(filepath.Join(dir, "*.svg"))
	require.NoError(t, err)
	require.ElementsMatch(t, names, there)
}

// kept writes a recording of two stages into a file.
func kept(t *testing.T) (path string) {
	t.Helper()
	data, err := recording.Marshal([]recording.Recording{sample.SilentClient("01-blocking"), sample.SilentClient("02-goroutines")})
	require.NoError(t, err)
	path = filepath.Join(t.TempDir(), "kept.json")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}

func TestRecordingIsDrawnAgain(t *testing.T) {
	t.Parallel()
	path, dir := kept(t), t.TempDir() // which is not inside the workbook
	page, again, pictures := filepath.Join(dir, "page.html"), filepath.Join(dir, "again.json"), filepath.Join(dir, "deep", "pictures")
	cmd, _ := labCommand(t, dir, "-from", path, "-html", page, "-json", again, "-svg", pictures, "-width", "80")
	out, err := cmd.Output()
	require.NoError(t, err)
	require.Contains(t, string(out), "Stage 01: one client at a time")
	require.Contains(t, string(out), "waits 2.9 s")
	require.Contains(t, string(out), "\nThe page is in "+page+"\n")
	for name, want := range map[string]string{
		page:  "<!DOCTYPE html>",
		again: `{"format":"workbook recording"`,
		filepath.Join(pictures, "01-blocking.svg"):        "<svg ",
		filepath.Join(pictures, "02-goroutines-dark.svg"): "<svg ",
	} {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(data), want), name)
	}
	before, _ := os.ReadFile(path)
	after, _ := os.ReadFile(again)
	require.Equal(t, string(before), string(after))

	cmd, _ = labCommand(t, dir, "-from", path, "-stage", "02")
	out, err = cmd.Output()
	require.NoError(t, err)
	require.NotContains(t, string(out), "Stage 01")
	require.Contains(t, string(out), "Stage 02")
}

func TestMistakesWithFilesGetOneLine(t *testing.T) {
	t.Parallel()
	dir, path := t.TempDir(), kept(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "text"), []byte("hello"), 0o600))
	for args, want := range map[string]string{
		"-from missing":                "-from missing: ",
		"-from .":                      "a file that -json has written was expected",
		"-from text":                   "-from text: not a recording that -json has written: invalid character",
		"-from text -html page":        "-from text: not a recording",
		"-from text -speed 2":          "-speed with -from: nothing is played then",
		"-from " + path + " -stage 05": `-stage "05": no such stage; there are 01-blocking, 02-goroutines`,
		"-html " + dir:                 "this is a folder, a file was expected",
		"-json no/where":               "-json no/where: there is no folder no",
		"-svg text":                    "-svg text: this is a file, a folder was expected",
	} {
		cmd, _ := labCommand(t, dir, strings.Split(args, " ")...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		require.Error(t, err, args)
		require.Empty(t, out, args)
		require.Contains(t, stderr.String(), want, args)
		require.Equal(t, 1, strings.Count(stderr.String(), "\n"), stderr.String())
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1, "nothing has been written")
}

func TestFailedRunLeavesOldFilesAlone(t *testing.T) {
	t.Parallel()
	root, _ := fakeWorkbook(t)
	old := filepath.Join(t.TempDir(), "old.json")
	require.NoError(t, os.WriteFile(old, []byte("old"), 0o600))
	cmd, _ := labCommand(t, root, "-stage", "02", "-json", old)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	require.Error(t, cmd.Run())
	require.Contains(t, stderr.String(), "02-broken; so nothing has been written into files")
	data, err := os.ReadFile(old)
	require.NoError(t, err)
	require.Equal(t, "old", string(data))
}

func TestPicturesGetHarmlessNames(t *testing.T) {
	var panels []layout.Panel
	for _, name := range []string{"01-blocking", "../../etc/passwd", "", "01-Blocking", `a\b:c`, "你好"} {
		panels = append(panels, layout.Panel{Name: name})
	}
	require.Equal(t, []string{"01-blocking", "______etc_passwd", "server", "01-Blocking_", "a_b_c", "__"}, fileNames(panels))
}
