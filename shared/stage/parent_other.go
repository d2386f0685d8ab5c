//go:build !linux

package stage

import "os/exec"

// EndWithParent does nothing: only Linux can end a server when the program that
// started it is killed. In every other case that program ends it itself.
func EndWithParent(*exec.Cmd) {}
