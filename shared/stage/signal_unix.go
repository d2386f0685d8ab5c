//go:build unix

package stage

import (
	"os"
	"os/exec"
)

func setGroup(*exec.Cmd) {}

func signal(p *os.Process, sig os.Signal) error { return p.Signal(sig) }
