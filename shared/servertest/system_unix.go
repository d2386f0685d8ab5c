//go:build unix

package servertest

import (
	"os"
	"syscall"
)

// A socket is what this system calls one.
type socket = int

// The signals that stop a program, as Ctrl-Z does, and let it go on.
var (
	stopSignal     os.Signal = syscall.SIGSTOP
	continueSignal os.Signal = syscall.SIGCONT
)
