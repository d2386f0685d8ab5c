// Package gocommand is what the workbook's tools share in dealing with the go
// command: files that stand in for others, go test -json and its events, and the
// environment of a test.
package gocommand

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
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

// readEvents calls take for every event, until the end of out. It returns an
// error if what it reads is none.
func readEvents(out io.Reader, take func(Event)) error {
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

// RunTests runs cmd, a go test -json of [exec.CommandContext], and calls take for
// every event, never twice at a time. The end of cmd, or of its context, is also the
// end of all that it has started.
//
// An error says in one line what was said on standard error, or else how cmd ended.
// If there were events, they tell more.
func RunTests(cmd *exec.Cmd, take func(Event)) error {
	out, in := io.Pipe()
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = in, &said
	cmd.WaitDelay = 10 * time.Second // then nothing more is read from what has left the group and holds the outputs open
	InGroup(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	read := make(chan error)
	go func() {
		err := readEvents(out, take)
		io.Copy(io.Discard, out) // cmd must not wait for a reader
		read <- err
	}()
	err := cmd.Wait()
	endRest(cmd) // as a server that a test has left behind
	in.Close()
	readErr := <-read
	switch words := strings.Fields(said.String()); {
	case len(words) > 0:
		return errors.New(strings.Join(words, " "))
	case err != nil && readErr != nil:
		return fmt.Errorf("%w, and %w", readErr, err)
	default:
		return cmp.Or(readErr, err)
	}
}

// Output runs the go command, and returns what it writes. If it fails, the error says
// in one line what the go command has said about that.
func Output(ctx context.Context, args ...string) ([]byte, error) {
	output, err := exec.CommandContext(ctx, "go", args...).Output()
	if exit := new(exec.ExitError); errors.As(err, &exit) && ctx.Err() == nil && FirstFault(string(exit.Stderr)) != "" {
		err = errors.New(FirstFault(string(exit.Stderr)))
	}
	if err != nil {
		return nil, fmt.Errorf("go %s: %w", args[0], err)
	}
	return output, nil
}

// FirstFault returns the first line that says what is wrong of what the go command
// has said about a build, or "". It begins with the name of the package.
func FirstFault(said string) string {
	for line := range strings.Lines(said) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return line
		}
	}
	return ""
}

// Environment returns what the go command needs of the environment, for tests
// that call it in an empty one: where its caches are. It looks for modules in
// these only.
func Environment(ctx context.Context) (map[string]string, error) {
	output, err := Output(ctx, "env", "-json", "GOCACHE", "GOMODCACHE", "GOTOOLCHAIN")
	if err != nil {
		return nil, err
	}
	vars := make(map[string]string)
	err = json.Unmarshal(output, &vars)
	vars["GOPROXY"] = "off"
	return vars, err
}
