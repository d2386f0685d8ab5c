package servertest

import "testing"

// testEnvironment tries the built program where the world around it is hostile:
// the network, the memory that it is given, the clock.
func (s Stage) testEnvironment(t *testing.T) {
	if s.Name == "" {
		t.Skip("not a program of its own")
	}
	t.Parallel()
	p := s.Build(t)
	inParallel(t, map[string]func(*testing.T){
		"KeepAlive":   p.testKeepAlive,
		"Vanishes":    p.testVanishes,
		"MemoryLimit": p.testMemoryLimit,
		"ClockJumps":  p.testClockJumps,
	})
}
