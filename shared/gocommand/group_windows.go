package gocommand

import (
	"os/exec"
	"strconv"
)

// InGroup lets a command of [exec.CommandContext] and all that it starts be ended
// together, by the end of its context.
func InGroup(cmd *exec.Cmd) {
	cmd.Cancel = func() error { return endGroup(cmd) }
}

// endGroup ends a command and all that it has started. What is left of one that has
// ended cannot be found any more.
func endGroup(cmd *exec.Cmd) error {
	return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run()
}
