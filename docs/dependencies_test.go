package docs_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/stage"
)

// systems are those that the workbook is for.
var systems = []string{"linux", "darwin", "windows"}

// phrases are in the text of a licence, by its SPDX name, where blanks and ends of
// lines are all one blank.
var phrases = map[string]string{
	"MIT":              "Permission is hereby granted, free of charge, to any person obtaining a copy",
	"BSD-3-Clause":     "Neither the name of",
	"Apache-2.0":       "http://www.apache.org/licenses/",
	"CC-BY-4.0":        "Creative Commons Attribution 4.0 International Public License",
	"FTL":              "The FreeType License, which is similar to the original BSD license",
	"GPL-2.0-or-later": "The GNU General Public License (GPL), version 2 or later",
	"MPL-2.0":          "Mozilla Public License Version 2.0",
	"OFL-1.1":          "SIL OPEN FONT LICENSE Version 1.1",
}

// A unit is a package of Go, of the workbook or not.
type unit struct {
	ImportPath string
	ForTest    string // the package that it is a test of
	Imports    []string
	Module     *struct {
		Path, Dir string
		Main      bool
	}
}

// name returns the path of the package, or of the one that it is a test of.
func (u unit) name() string {
	if u.ForTest != "" {
		return u.ForTest
	}
	return u.ImportPath
}

// units returns all packages that are in programs and tests of the workbook, on
// each system.
var units = sync.OnceValues(func() (map[string][]unit, error) {
	root, err := stage.Root()
	if err != nil {
		return nil, err
	}
	all := make(map[string][]unit)
	for _, system := range systems {
		cmd := exec.Command("go", "list", "-deps", "-test", "-json=ImportPath,ForTest,Imports,Module", "./...")
		cmd.Dir = root
		cmd.Env = append(cmd.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
		output, err := cmd.Output()
		if exit, ok := err.(*exec.ExitError); ok {
			return nil, fmt.Errorf("go list for %s: %w: %s", system, err, exit.Stderr)
		}
		for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
			var u unit
			if err := decoder.Decode(&u); err == io.EOF {
				break
			} else if err != nil {
				return nil, err
			}
			all[system] = append(all[system], u)
		}
	}
	return all, nil
})

// rows returns the rows of a table of docs/dependencies.md by their first cell. The
// table is the one whose heading begins so.
func rows(t *testing.T, root, heading string) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", "dependencies.md"))
	require.NoError(t, err)
	_, table, found := strings.Cut(string(text), heading)
	require.True(t, found, heading)
	table, _, _ = strings.Cut(table, "\n\n")
	all := make(map[string][]string)
	for _, line := range strings.Split(table, "\n")[2:] {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		require.NotContains(t, all, cells[0])
		all[cells[0]] = cells[1:]
	}
	require.NotEmpty(t, all)
	return all
}

// Every module that go.mod asks for has a reason, and the package that is named
// imports it.
func TestDependenciesHaveAReason(t *testing.T) {
	t.Parallel()
	root, err := stage.Root()
	require.NoError(t, err)
	all, err := units()
	require.NoError(t, err)
	explained := rows(t, root, "| module | what it does here | used by |")
	for _, module := range asked(t, root) {
		require.Contains(t, explained, module, "it is in go.mod, and nothing tells why")
		user := "workbook/" + explained[module][1]
		delete(explained, module)
		require.True(t, slices.ContainsFunc(all["linux"], func(u unit) bool {
			return u.name() == user && slices.ContainsFunc(u.Imports, func(path string) bool {
				return path == module || strings.HasPrefix(path, module+"/")
			})
		}), "%s does not import %s", user, module)
	}
	require.Empty(t, explained, "go.mod does not ask for these")
}

// asked returns the modules that go.mod asks for, without those that these need.
func asked(t *testing.T, root string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	var modules []string
	for _, match := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(text), -1) {
		modules = append(modules, match[1])
	}
	require.NotEmpty(t, modules)
	return modules
}

// What is linked has the licence that is told, by the text that its authors have
// put beside it.
func TestDependenciesHaveLicences(t *testing.T) {
	t.Parallel()
	root, err := stage.Root()
	require.NoError(t, err)
	all, err := units()
	require.NoError(t, err)
	linked := make(map[string]string) // the folders of modules, by their paths
	for _, system := range systems {
		for _, u := range all[system] {
			if u.Module != nil && !u.Module.Main {
				linked[u.Module.Path] = u.Module.Dir
			}
		}
	}
	told := rows(t, root, "| module | licence |")
	for path, dir := range linked {
		require.Contains(t, told, path, "it is linked, and its licence is not told")
		if dir != "" { // what only another system needs may not have been downloaded
			requireLicence(t, dir, path, told[path][0])
		}
		delete(told, path)
	}
	require.Empty(t, told, "nothing of these is linked")
	requireLicence(t, linked["codeberg.org/go-fonts/liberation"], "its fonts", "OFL-1.1")
	requireLicence(t, root, "workbook", "MIT")
}

// requireLicence requires the texts of the licences that are named, and that these
// are known to be compatible.
func requireLicence(t *testing.T, dir, what, names string) {
	t.Helper()
	text := licenceIn(t, dir)
	for _, name := range regexp.MustCompile(" AND | OR ").Split(names, -1) {
		require.Contains(t, phrases, name, "%s: is this licence compatible with MIT?", what)
		require.Contains(t, text, phrases[name], "%s has another licence", what)
	}
}

// licenceIn returns the texts of the licences in a module's folder.
func licenceIn(t *testing.T, dir string) string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "LICENSE*"))
	require.NoError(t, err)
	require.NotEmpty(t, paths, dir)
	var all strings.Builder
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		all.Write(text)
	}
	return strings.Join(strings.Fields(all.String()), " ")
}

// A stage is read alone, and no tool depends on one.
func TestDependenciesOfStages(t *testing.T) {
	t.Parallel()
	all, err := units()
	require.NoError(t, err)
	number := regexp.MustCompile(`^workbook/[0-9]{2}-`)
	program := regexp.MustCompile(`^workbook/[0-9]{2}-[^/.]+$`)
	for _, system := range systems {
		stages := 0
		for _, u := range all[system] {
			if program.MatchString(u.ImportPath) {
				stages++
			}
			for _, path := range u.Imports {
				switch {
				case strings.HasPrefix(u.name(), "workbook/shared/"):
					require.NotRegexp(t, number, path, "%s imports a stage", u.name())
				case program.MatchString(u.ImportPath):
					require.True(t, mayBeInStage(u.ImportPath, path), "%s imports %s", u.ImportPath, path)
				}
			}
		}
		require.GreaterOrEqual(t, stages, 5)
	}
}

// mayBeInStage reports whether a stage may import that package.
func mayBeInStage(program, path string) bool {
	first, _, _ := strings.Cut(path, "/")
	switch {
	case path == "workbook/shared/upper":
		return true
	case strings.HasPrefix(path, "golang.org/x/sys/"):
		return program == "workbook/05-async-netpoll"
	default:
		return first != "workbook" && !strings.Contains(first, ".") // the standard library's paths have no dot
	}
}
