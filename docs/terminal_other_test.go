//go:build !linux

package docs_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
)

// noTerminal says why there are no terminals here.
const noTerminal = "this test opens terminals as only Linux does"

func startOnTerminal(context.Context, *exec.Cmd) (*os.File, error) {
	return nil, errors.New(noTerminal)
}

func atRest(int) bool { return false }
