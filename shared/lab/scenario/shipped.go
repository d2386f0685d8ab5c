package scenario

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"workbook/shared/files"
)

//go:embed *.txt
var shipped embed.FS

// maxFile is how large a file can be, in bytes.
const maxFile = 1 << 20

// Default is the scenario that the workbook is about: A connects, says nothing
// and stays; B and C come after it and have something to ask.
const Default = "silent-client"

// Shipped returns the names of the scenarios that come with the workbook.
func Shipped() []string {
	names := []string{Default}
	entries, _ := shipped.ReadDir(".") // that of an embedded folder does not fail
	for _, entry := range entries {
		if name := strings.TrimSuffix(entry.Name(), ".txt"); name != Default {
			names = append(names, name)
		}
	}
	return names
}

// Load returns the shipped scenario of that name, or the one in that file. What
// has no dot and no separator in it is a name.
func Load(what string) (Scenario, error) {
	if strings.ContainsAny(what, `./\`) {
		return load(what)
	}
	text, err := shipped.ReadFile(what + ".txt")
	if err != nil {
		return Scenario{}, fmt.Errorf("-scenario %s: no such scenario; there are %s; a file of your own is written as ./%s.txt",
			what, strings.Join(Shipped(), ", "), what)
	}
	return Parse(what+".txt", string(text))
}

// load reads a scenario from a file.
func load(path string) (Scenario, error) {
	text, err := files.Read(path, maxFile)
	var cause *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Scenario{}, fmt.Errorf("%s: there is no such file", path)
	case errors.As(err, &cause):
		return Scenario{}, fmt.Errorf("%s: %w", path, cause.Err)
	case err != nil:
		return Scenario{}, err
	}
	return Parse(path, string(text))
}

// SilentClient returns the default scenario.
func SilentClient() Scenario {
	s, err := Load(Default)
	if err != nil {
		panic(err) // it is part of the program
	}
	return s
}
