package servertest

import (
	"os"
	"syscall"
)

// A socket is what this system calls one.
type socket = syscall.Handle

// Windows has no signals that stop a program and let it go on.
var stopSignal, continueSignal os.Signal
