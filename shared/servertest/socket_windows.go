package servertest

import "syscall"

// A socket is what this system calls one.
type socket = syscall.Handle
