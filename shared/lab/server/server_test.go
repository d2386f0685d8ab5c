package server

import (
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/stage"
)

func TestLastWords(t *testing.T) {
	log := []stage.Line{{Text: "listening on x"}, {Text: "accept: no"}}
	require.Equal(t, "accept: no", lastWords(log))
	require.Equal(t, "panic: oh", lastWords(append(log, stage.Line{Text: "panic: oh"}, stage.Line{Text: "goroutine 1"})))
}
