package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"workbook/shared/exercise"
	"workbook/shared/files"
)

// A fault is what the compiler says about a line of a program.
type fault struct {
	short   string // what it says, with the file's name and without its folder
	source  string // the line that it is about, with its number; "" if it is not known
	meaning string // the same in simpler words, or ""
}

// place is what a fault begins with: the file, the line, and most times the
// column.
var place = regexp.MustCompile(`^(.+\.go):(\d+)(:\d+)?: `)

// faultIn reads a line of the compiler.
func faultIn(e exercise.Exercise, said string) fault {
	at := place.FindStringSubmatch(said)
	if at == nil {
		return fault{short: said, meaning: explain(said)}
	}
	file := filepath.ToSlash(at[1])
	f := fault{
		short:   path.Base(file) + said[len(at[1]):],
		source:  sourceLine(filepath.Join(e.Root, filepath.FromSlash(file)), at[2]),
		meaning: explain(said),
	}
	switch {
	case strings.Contains(said, "missing go.sum entry"):
		f.meaning = "The file go.sum is not complete. Bring it back: git checkout go.sum does, or a fresh copy of the workbook."
	case path.Dir(file) != e.Path():
		f.short, f.meaning = said, "This file is not one of the exercise. It must have been changed: put it back as it was."
	case strings.HasSuffix(file, "_test.go"):
		f.meaning = "The checks call your code as the skeleton declares it. Keep its names, parameters and results."
	}
	return f
}

// sourceLine returns a line of a file, with its number before it.
func sourceLine(file, number string) string {
	n, _ := strconv.Atoi(number)
	text, err := os.ReadFile(file)
	lines := strings.Split(files.UnixLines(string(text)), "\n")
	if err != nil || n < 1 || n > len(lines) {
		return ""
	}
	return fmt.Sprintf("%4d  %s", n, strings.ReplaceAll(lines[n-1], "\t", "    "))
}

// explanations are what a beginner may make of the compiler's words.
var explanations = []struct{ said, meaning string }{
	{"declared and not used", "Go wants every variable to be used. Use it, or take it out."},
	{"imported and not used", "Go wants every import to be used. Take this one out if you do not need it."},
	{"undefined: ", "Nothing has this name. Is it spelled right? Is its package imported?"},
	{"missing return", "This function must return something, whichever way it ends."},
	{"no new variables on left side of :=", "All of these variables are there already. Write = and not :=."},
	{"is not in std", "There is no such package in Go's standard library. Is its name spelled right?"},
	{"cannot use ", "The value is of another type than the one that is wanted here."},
	{"found packages ", "Every file of a folder begins with the same package clause. Keep the skeleton's."},
	{"syntax error", "Go cannot read this. Look at the line before, too: often a bracket or a comma is missing."},
}

// explain returns what a line of the compiler means, or "".
func explain(line string) string {
	for _, e := range explanations {
		if strings.Contains(line, e.said) {
			return e.meaning
		}
	}
	return ""
}
