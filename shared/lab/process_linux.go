package main

import (
	"os/exec"
	"syscall"
)

// endWithLab makes the kernel kill a server if the lab itself is killed. To the
// kernel the lab is the thread that starts the server, so main keeps to one.
func endWithLab(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
