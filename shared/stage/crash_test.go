package stage

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCrash(t *testing.T) {
	t.Parallel()
	for output, want := range map[string]string{
		"said before\npanic: one\n\tpanic: two\n\ngoroutine 1 [running]:\n": "panic: one",
		"fatal error: all goroutines are asleep - deadlock!\r\n":            "fatal error: all goroutines are asleep - deadlock!",
		"panic: \n":                           "panic:",
		"    x_test.go:1: panic: in a log\n":  "",
		"127.0.0.1:8000: fatal error: none\n": "",
		"panicked\n":                          "",
		"":                                    "",
	} {
		line, found := Crash(output)
		require.Equal(t, want, line, output)
		require.Equal(t, want != "", found, output)
	}
}
