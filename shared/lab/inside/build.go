// Package inside looks into the stages' processes while they run: at which lines
// of their source goroutines wait, and what the processes use.
//
// No stage needs a line of code for that. The lab builds them with go build
// -overlay and adds a file, package answer, to each. It connects to the lab by
// an address and a password that it finds in the environment, and tells what
// runtime.Stack knows. What the file itself does is left out of every picture.
package inside

import (
	"context"
	_ "embed"
	"os"
	"path/filepath"
	"strings"

	"workbook/shared/gocommand"
	"workbook/shared/stage"
)

//go:embed answer/answer.go
var answer string

// addedFile is what the file is called in a stage.
const addedFile = "zz_workbook_lab.go"

// Build is stage.Build, and adds the file that tells where goroutines wait. A
// stage with which that file does not get on is built without.
func Build(ctx context.Context, dir string, stages ...stage.Stage) (programs []string, err error) {
	overlay, err := writeOverlay(dir, stages)
	if err != nil {
		return nil, err
	}
	programs, err = stage.BuildWith(ctx, dir, []string{"-overlay", overlay}, stages...)
	if err == nil || ctx.Err() != nil {
		return programs, err
	}
	// Without the file the compiler says exactly what it says to the student.
	var failed []stage.Stage
	var places []int
	for i, program := range programs {
		if program == "" {
			failed, places = append(failed, stages[i]), append(places, i)
		}
	}
	again, err := stage.Build(ctx, dir, failed...)
	for i, place := range places {
		programs[place] = again[i]
	}
	return programs, err
}

// writeOverlay writes the file and the list of its places into dir, and returns
// the list's path. Go's build cache goes by contents: that dir has another name
// in each run of the lab makes no difference to it.
func writeOverlay(dir string, stages []stage.Stage) (path string, err error) {
	added := filepath.Join(dir, addedFile)
	text := strings.Replace(answer, "package answer\n", "package main\n", 1)
	if err := os.WriteFile(added, []byte(text), 0o600); err != nil {
		return "", err
	}
	replace := make(map[string]string)
	for _, s := range stages {
		replace[filepath.Join(s.Root, s.Name, addedFile)] = added
	}
	return gocommand.WriteOverlay(dir, replace)
}
