package server

import (
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/stage"
)

func TestLastWords(t *testing.T) {
	log := []stage.Line{{Text: "listening on x"}, {Text: "accept: no"}}
	require.Equal(t, "exit status 1: accept: no", lastWords("exit status 1", log))
	trace := append(log, stage.Line{Text: "panic: oh"}, stage.Line{Text: "goroutine 1"})
	require.Equal(t, "exit status 2: panic: oh", lastWords("exit status 2", trace))
	for _, line := range []string{"listening on x", "127.0.0.1:1 connected", "127.0.0.1:1 disconnected"} {
		require.Equal(t, "exit status 1", lastWords("exit status 1", append(log, stage.Line{Text: line})), "%q is no reason", line)
	}
	require.Equal(t, "exit status 1", lastWords("exit status 1", nil))
	require.Equal(t, "a signal ended it (killed)", lastWords("signal: killed", log))
	require.Equal(t, "it ended by itself, with exit status 0, as if told to stop", lastWords("exit status 0", log))
}
