//go:build unix

package gocommand

import (
	"os/exec"
	"syscall"
)

// InGroup lets a command of [exec.CommandContext] and all that it starts be ended
// together, by the end of its context.
func InGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return endGroup(cmd) }
}

// endRest ends what is left of the group of a command that has ended.
func endRest(cmd *exec.Cmd) { endGroup(cmd) }

func endGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
