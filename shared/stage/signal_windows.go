package stage

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// setGroup gives the process a group of its own, so that it can be interrupted
// alone.
func setGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

// signal sends Ctrl-Break for os.Interrupt: Windows cannot send Ctrl-C to one
// group, and a Go program takes both for os.Interrupt.
func signal(p *os.Process, sig os.Signal) error {
	if sig == os.Interrupt {
		return windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(p.Pid))
	}
	return p.Signal(sig)
}
