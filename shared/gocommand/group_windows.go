package gocommand

import (
	"os/exec"
	"strconv"
)

// InGroup lets a command of [exec.CommandContext] and all that it starts be ended
// together, by the end of its context.
func InGroup(cmd *exec.Cmd) {
	cmd.Cancel = func() error {
		return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run()
	}
}

// endRest does nothing: what a command has started cannot be found any more once it
// has ended, and its number may be another's by now.
func endRest(*exec.Cmd) {}
