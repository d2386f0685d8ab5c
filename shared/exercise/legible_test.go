package exercise

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLegible(t *testing.T) {
	for _, text := range []string{"", "package end\r\n", "\ufeffpackage end\n", "// \u4f60\u597d\n"} {
		require.NoError(t, Legible([]byte(text)), text)
	}
	for _, text := range []string{"\xff\xfep\x00a\x00", "package end\x00", "// \xc4\xe3\n"} {
		require.ErrorContains(t, Legible([]byte(text)), "not a text in UTF-8", text)
	}
}
