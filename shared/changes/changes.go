// Package changes tells in which lines the programs of two stages differ. The
// diff between neighbours is the workbook's lesson.
package changes

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"workbook/shared/files"
	"workbook/shared/stage"
)

// A File is a source file that at least one of two stages has.
type File struct {
	Name          string
	Before, After bool   // the stage has it
	Hunks         []Hunk // none: it is the same in both
}

// A Hunk is lines that differ, with a few around them that do not.
type Hunk []Line

// A Line is a line of one stage's file, or of both.
type Line struct {
	Before, After int // its number in each file; 0: it is not there
	Text          string
}

// Sign returns what a diff writes before the line: - if it is taken away, + if it
// is added, or a blank.
func (l Line) Sign() string {
	switch {
	case l.After == 0:
		return "-"
	case l.Before == 0:
		return "+"
	default:
		return " "
	}
}

// Changed counts the lines that are taken away and those that are added.
func (f File) Changed() (gone, come int) {
	for _, h := range f.Hunks {
		for _, l := range h {
			switch l.Sign() {
			case "-":
				gone++
			case "+":
				come++
			}
		}
	}
	return gone, come
}

// Between compares the programs of two stages, file by file, without tests.
// main.go comes first, as it is read first.
func Between(before, after stage.Stage) ([]File, error) {
	old, err := programs(before)
	if err != nil {
		return nil, err
	}
	now, err := programs(after)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, name := range names(old, now) {
		file := File{Name: name}
		var was, is []byte // a missing file is an empty one
		was, file.Before = old[name]
		is, file.After = now[name]
		file.Hunks = parse(diff.Diff("before", was, "after", is))
		files = append(files, file)
	}
	return files, nil
}

// programs returns a stage's source files by their names.
func programs(s stage.Stage) (map[string][]byte, error) {
	paths, err := files.Glob(filepath.Join(s.Root, s.Name), "*.go")
	if err != nil {
		return nil, err
	}
	sources := make(map[string][]byte)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // an editor's link that leads nowhere
		}
		if err != nil {
			return nil, err
		}
		// How an editor ends lines is no difference between programs.
		sources[filepath.Base(path)] = []byte(files.UnixLines(string(text)))
	}
	return sources, nil
}

func names(old, now map[string][]byte) []string {
	all := maps.Clone(old)
	maps.Copy(all, now)
	delete(all, "main.go")
	sorted := slices.Sorted(maps.Keys(all))
	if old["main.go"] != nil || now["main.go"] != nil {
		sorted = slices.Insert(sorted, 0, "main.go")
	}
	return sorted
}

// parse reads a unified diff.
func parse(unified []byte) []Hunk {
	var hunks []Hunk
	var before, after int // the numbers of the next lines
	for line := range strings.Lines(string(unified)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "@@ ") {
			var n int
			fmt.Sscanf(line, "@@ -%d,%d +%d", &before, &n, &after)
			hunks = append(hunks, Hunk{})
		}
		if len(hunks) == 0 {
			continue // the names of the files
		}
		last := &hunks[len(hunks)-1]
		switch line[0] {
		case ' ':
			*last = append(*last, Line{before, after, line[1:]})
			before, after = before+1, after+1
		case '-':
			*last = append(*last, Line{before, 0, line[1:]})
			before++
		case '+':
			*last = append(*last, Line{0, after, line[1:]})
			after++
		}
	}
	return hunks
}
