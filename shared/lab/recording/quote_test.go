package recording

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQuote(t *testing.T) {
	for text, want := range map[string]string{
		"":                     `""`,
		`a "b" \ c`:            `"a \"b\" \\ c"`,
		"tab\tand \x1b[1m":     `"tab\tand \x1b[1m"`,
		"你好":                   `"你好"`,
		"\xff":                 `"\xff"`,
		"👩\u200d💻 and ❤️":      "\"👩\u200d💻 and ❤️\"",
		`\u200d`:               `"\\u200d"`,
		"turned \u202e around": `"turned \u202e around"`,
	} {
		require.Equal(t, want, Quote(text))
	}
}
