//go:build unix

package servertest

// A socket is what this system calls one.
type socket = int
