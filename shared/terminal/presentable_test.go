package terminal

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPresentable(t *testing.T) {
	for _, text := range []string{"", "AMD EPYC", "stra\u00dfe", "\u4f60\u597d"} {
		require.True(t, Presentable(text, 10), text)
	}
	for _, text := range []string{"\x1b[2J", "a\nb", "\x00", "\u202e", strings.Repeat("x", 11)} {
		require.False(t, Presentable(text, 10), "%q", text)
	}
}
