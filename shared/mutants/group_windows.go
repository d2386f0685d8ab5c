package main

import (
	"os/exec"
	"strconv"
)

// inGroup lets a command and all that it starts be ended together, by the end of
// its context.
func inGroup(cmd *exec.Cmd) {
	cmd.Cancel = func() error {
		return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run()
	}
}
