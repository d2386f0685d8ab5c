// Package gocommand is what the workbook's tools share in dealing with the go
// command: files that stand in for others, the events of go test -json, and the
// environment of a test.
package gocommand

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// WriteOverlay writes into dir the list that the flag -overlay of go build and of
// go test takes, and returns its path. replace holds, by the path of a file, which
// need not exist, the path of the one that stands in for it; see go help build.
func WriteOverlay(dir string, replace map[string]string) (path string, err error) {
	var overlay struct{ Replace map[string]string }
	overlay.Replace = make(map[string]string)
	for name, file := range replace {
		if overlay.Replace[name], err = filepath.Abs(file); err != nil {
			return "", err
		}
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, "overlay.json")
	return path, os.WriteFile(path, text, 0o600)
}

// An Event is a line of go test -json: see go doc test2json and go help
// buildjson.
type Event struct {
	Action      string
	Package     string
	ImportPath  string // instead of Package, of what is built
	Test        string
	Elapsed     float64 // seconds
	Output      string
	FailedBuild string // the ImportPath of what did not build
}

// ReadEvents calls take for every event, until the end of out. It returns an
// error if what it reads is none.
func ReadEvents(out io.Reader, take func(Event)) error {
	events := json.NewDecoder(out)
	for {
		var e Event
		switch err := events.Decode(&e); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		take(e)
	}
}

// Environment returns what the go command needs of the environment, for tests
// that call it in an empty one: where its caches are. It looks for modules in
// these only.
func Environment(ctx context.Context) (map[string]string, error) {
	output, err := exec.CommandContext(ctx, "go", "env", "-json", "GOCACHE", "GOMODCACHE", "GOTOOLCHAIN").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	vars := make(map[string]string)
	err = json.Unmarshal(output, &vars)
	vars["GOPROXY"] = "off"
	return vars, err
}
