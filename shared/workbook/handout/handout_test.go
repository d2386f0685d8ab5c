package handout

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/exercise"
	"workbook/shared/stage"
	"workbook/shared/workbook/sample"
	"workbook/shared/workbook/trial"
)

// files returns the paths of all files below a folder.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			all = append(all, name)
		}
		return err
	}))
	return all
}

func TestACopyForStudents(t *testing.T) {
	root := sample.Workbook(t)
	before := files(t, root)
	sample.Write(t, root, map[string]string{
		".git/HEAD": "", ".github/workflows/ci.yml": "", ".workbook/progress.json": "{}", ".ci/run": "",
		"01-first/01-first": "built", "01-first/01-first.exe": "built", "cpu.prof": "measured",
		sample.Folder + "testdata/given.txt": "needed", sample.Folder + "testdata/right/sums.go": "withheld",
	})
	require.NoError(t, os.Chmod(filepath.Join(root, "go.mod"), 0o444))
	dir := filepath.Join(root, "for", "students") // a folder inside is not copied into itself
	var out bytes.Buffer
	require.NoError(t, Run(t.Context(), root, dir, &out))

	want := []string{".workbook/skeletons/twice.go", ".ci/run", sample.Folder + "testdata/given.txt"}
	for _, name := range before {
		if !strings.Contains(name, "testdata/") {
			want = append(want, name)
		}
	}
	require.ElementsMatch(t, want, files(t, dir))
	require.Contains(t, out.String(), " files, 1 exercises, no solutions\n")
	mod, err := os.OpenFile(filepath.Join(dir, "go.mod"), os.O_WRONLY, 0)
	require.NoError(t, err, "a student may change it")
	require.NoError(t, mod.Close())
}

func TestAFolderInsideMayBeReachedThroughALink(t *testing.T) {
	root := sample.Workbook(t)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(root, link); err != nil {
		t.Skipf("links need a privilege on Windows: %v", err)
	}
	require.NoError(t, os.Mkdir(filepath.Join(root, "students"), 0o755))
	require.NoError(t, Run(t.Context(), root, filepath.Join(link, "students"), new(bytes.Buffer)))
	require.NoDirExists(t, filepath.Join(root, "students", "students"))
	require.FileExists(t, filepath.Join(root, "students", "go.mod"))
}

func TestMistakesInUse(t *testing.T) {
	root := sample.Workbook(t)
	var out bytes.Buffer
	require.EqualError(t, Run(t.Context(), root, root, &out), root+" is not empty: name a new folder")
	require.ErrorContains(t, Run(t.Context(), root, filepath.Join(root, "go.mod"), &out), "cannot be written into")

	sample.Write(t, root, map[string]string{".workbook/skeletons/twice.go": sample.Skeleton, sample.Folder + "twice.go": sample.Solution})
	require.ErrorContains(t, Run(t.Context(), root, t.TempDir(), &out), "twice has been answered")
	require.Empty(t, out.String())
}

// The copy of this very workbook works, and keeps nothing of what is withheld.
func TestTheWorkbookItself(t *testing.T) {
	root, err := stage.Root()
	require.NoError(t, err)
	all, err := exercise.All(root)
	require.NoError(t, err)
	if exercise.Untouched(all) != nil {
		t.Skip("exercises have been answered in this copy: it cannot be handed out")
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	require.NoError(t, Run(t.Context(), root, dir, new(bytes.Buffer)))

	copied, err := exercise.All(dir)
	require.NoError(t, err)
	require.Len(t, copied, len(all))
	for _, e := range copied {
		require.NoFileExists(t, e.Solution())
		right, err := e.Right()
		require.NoError(t, err)
		require.Empty(t, right)
		wrong, err := e.Wrong()
		require.NoError(t, err)
		require.Empty(t, wrong)
		require.FileExists(t, e.Answer())
	}
	list := exec.Command("go", "list", "-test", "-deps", "./...")
	list.Dir = dir
	said, err := list.CombinedOutput()
	require.NoError(t, err, string(said))

	results, err := trial.Run(t.Context(), []trial.Trial{{Exercise: copied[0]}}, trial.Options{})
	require.NoError(t, err)
	require.Empty(t, results[0].Build)
	require.True(t, results[0].Ended)
	c, failed := results[0].Failure()
	require.True(t, failed)
	require.NotEmpty(t, c.Advice)
}
