package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/shirou/gopsutil/v4/process"
	"github.com/stretchr/testify/require"

	"workbook/shared/gocommand"
	"workbook/shared/stage"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"mutants": main})
}

// The scripts have a workbook of their own, with one small stage.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"running": running,
			"empty":   empty,
		},
		Setup: func(env *testscript.Env) error {
			vars, err := gocommand.Environment(env.T().(testing.TB).Context())
			for name, value := range vars {
				env.Setenv(name, value)
			}
			return err
		},
	})
}

// running waits until a process is running whose number is in a file, or, with !
// before it, until it is running no longer.
func running(ts *testscript.TestScript, neg bool, args []string) {
	is := func() bool {
		text, _ := os.ReadFile(ts.MkAbs(args[0]))
		pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			return false
		}
		exists, err := process.PidExists(int32(pid))
		ts.Check(err)
		return exists
	}
	for deadline := time.Now().Add(time.Minute); is() == neg; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			ts.Fatalf("a minute later: running is still %v", !neg)
		}
	}
}

// empty expects that there is nothing in a folder.
func empty(ts *testscript.TestScript, neg bool, args []string) {
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if (len(entries) == 0) == neg {
		ts.Fatalf("%s has %d entries", args[0], len(entries))
	}
}

// TestEveryListIsTrueToItsFiles reads the lists of the workbook itself: each
// mutant changes lines that are there.
func TestEveryListIsTrueToItsFiles(t *testing.T) {
	t.Parallel()
	packages := workbook(t)
	var names []string
	for _, p := range packages {
		names = append(names, p.Name)
		require.NotEmpty(t, p.Mutants, p.Name)
	}
	for _, name := range []string{"01-blocking", "02-goroutines", "03-oop-style", "04-pool", "05-async-netpoll", "shared/upper"} {
		require.Contains(t, names, name)
	}
}

// TestTheTableIsOfTheseLists holds docs/mutants.md to the lists.
func TestTheTableIsOfTheseLists(t *testing.T) {
	t.Parallel()
	packages := workbook(t)
	shown, err := os.ReadFile(filepath.Join(packages[0].Root, "docs", "mutants.md"))
	require.NoError(t, err)
	require.Equal(t, string(markdown(packages)), string(shown),
		"a list has changed: write the table anew with: go run ./shared/mutants -markdown docs/mutants.md")
}

// workbook returns the packages of the workbook that every copy has.
func workbook(t *testing.T) []pkg {
	t.Helper()
	root, err := stage.Root()
	require.NoError(t, err)
	all, err := readPackages(root)
	require.NoError(t, err)
	var packages []pkg
	for _, p := range all {
		if p.Name < "06" || strings.HasPrefix(p.Name, "shared/") { // a student's own is in no table
			packages = append(packages, p)
		}
	}
	return packages
}

func TestListsAreReadCarefully(t *testing.T) {
	t.Parallel()
	const why = "Somebody is in a hurry.\n\n"
	tests := []struct{ name, list, want string }{
		{"no heading", "-- main.go --\n" + why + "-\tone()\n", "main.go: a heading was expected"},
		{"no file", "-- other.go: x --\n" + why + "-\tone()\n", "x: 01-first has no file other.go"},
		{"no reason", "-- main.go: x --\n-\tone()\n", "main.go: x: a sentence that says why"},
		{"no change", "-- main.go: x --\n" + why, "main.go: x: a change was expected"},
		{"the same again", "-- main.go: x --\n" + why + "-\tone()\n+\tone()\n", "main.go: x: a change was expected"},
		{"no diff", "-- main.go: x --\n" + why + "one()\n", `main.go: x: "one()": a line of a change begins with -, + or a blank`},
		{"not there", "-- main.go: x --\n" + why + "-\tthree()\n", `x: main.go has the lines from "three()" on 0 times; it must have them once`},
		{"part of a line", "-- main.go: x --\n" + why + "-\ton\n", `x: main.go has the lines from "on" on 0 times`},
		{"there twice", "-- main.go: x --\n" + why + "-\ttwo()\n", `x: main.go has the lines from "two()" on 2 times`},
		{"a name twice", strings.Repeat("-- main.go: x --\n"+why+"-// The end.\n", 2), "x: there are two of this name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := readPackage(sampleBook(t, tt.list), "01-first")
			require.ErrorContains(t, err, "01-first/testdata/mutants.txtar: "+tt.want)
			require.ErrorAs(t, err, new(*listError))
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestChangesAreMade(t *testing.T) {
	t.Parallel()
	p, err := readPackage(sampleBook(t, `
-- main.go: changed --
Somebody is
in a hurry.
survives: it is no
mistake.

 	one()
-	two()
+	three()
+
@@
-
-// The end.
-- main.go: shorter --
Less is more.

 	one()

-	two()
`), "01-first")
	require.NoError(t, err)
	require.Len(t, p.Mutants, 2)
	m := p.Mutants[0]
	require.Equal(t, "changed", m.Name)
	require.Equal(t, "Somebody is in a hurry.", m.Why)
	require.Equal(t, "it is no mistake.", m.Survives)
	require.Empty(t, p.Mutants[1].Survives)
	for i, want := range []string{
		"package main\n\nfunc main() {\n\tone()\n\tthree()\n\n\tone()\n\n\ttwo()\n}\n",
		"package main\n\nfunc main() {\n\tone()\n\ttwo()\n\tone()\n\n}\n\n// The end.\n",
	} {
		text, err := p.mutate(p.Mutants[i])
		require.NoError(t, err)
		require.Equal(t, want, string(text))
	}
}

// sampleBook makes a workbook with a list of mutants, and returns its root.
func sampleBook(t *testing.T, list string) (root string) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "my [工作簿]") // as students name folders
	dir := filepath.Join(root, "01-first", "testdata")
	require.NoError(t, os.MkdirAll(dir, 0o755))
	program := "package main\r\n\nfunc main() {\n\tone()\n\ttwo()\n\tone()\n\n\ttwo()\n}\n\n// The end.\n"
	require.NoError(t, os.WriteFile(filepath.Join(root, "01-first", "main.go"), []byte(program), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "mutants.txtar"), []byte(list), 0o600))
	return root
}
