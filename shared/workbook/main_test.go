package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"workbook/shared/gocommand"
	"workbook/shared/workbook/sample"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"workbook": main})
}

// The scripts are what students type, and what they see. Each has a small
// workbook of its own, in $BOOK.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			t := env.T().(testing.TB)
			root := smallBook(t)
			env.Cd = root
			env.Setenv("BOOK", root)
			vars, err := gocommand.Environment(t.Context())
			require.NoError(t, err)
			for name, value := range vars {
				env.Setenv(name, value)
			}
			return nil
		},
	})
}

// smallBook makes a workbook with two stages, and an exercise in each.
func smallBook(t testing.TB) (root string) {
	t.Helper()
	root = sample.Workbook(t)
	const thrice = "02-next/exercises/1-thrice/"
	sample.Write(t, root, map[string]string{
		sample.Folder + "twice_test.go": sample.PlainChecks, // they take less time to build
		"02-next/main.go":               "package main\n\n// The second.\nfunc main() {\n\tgo run()\n}\n",
		"01-first/main.go":              "package main\n\n// The first.\nfunc main() {\n\trun()\n}\n",
		thrice + "README.md":            "# Thrice\n\nComplete `thrice` in [thrice.go](thrice.go): three times\nas much.\n\n- One rule.\n",
		thrice + "hints.md":             "# Hints\n\n## A nudge\n\nThink.\n",
		thrice + "thrice.go":            "package thrice\n",
		thrice + "thrice_test.go":       "package thrice\n\nimport \"testing\"\n\nfunc TestThrice(t *testing.T) {}\n",
	})
	return root
}
