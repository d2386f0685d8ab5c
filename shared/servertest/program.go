package servertest

import "testing"

func (s Stage) testProgram(t *testing.T) {}
