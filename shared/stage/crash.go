package stage

import "strings"

// Crash returns the line of an output in which a Go program says why it dies: of a
// panic, or of what the runtime calls a fatal error. The stack comes after it.
func Crash(output string) (line string, found bool) {
	for line := range strings.Lines(output) {
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return strings.TrimSpace(line), true
		}
	}
	return "", false
}
