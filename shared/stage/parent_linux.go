package stage

import (
	"os/exec"
	"syscall"
)

// EndWithParent makes the kernel kill a server if the program that starts it is
// killed. To the kernel that is the thread which starts it, so the caller keeps
// to one with [runtime.LockOSThread].
func EndWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
