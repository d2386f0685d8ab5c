package terminal

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "",
		"stra\u00dfe \u4f60\u597d":  "stra\u00dfe \u4f60\u597d",
		"one\ttwo\n":                "one\ttwo\n",
		"one\r\ntwo\rthree\n\r":     "one\r\ntwo\\rthree\n\\r",
		"\x1b]0;title\x07\x1b[2J":   `\x1b]0;title\a\x1b[2J`,
		"\r\b\x7f\x00":              `\r\b\x7f\x00`,
		"\u009b2J":                  `\u009b2J`,
		"\x9b2J":                    `\x9b2J`,
		"\u202egnp.exe":             `\u202egnp.exe`,
		`a "quoted" \ text`:         `a "quoted" \ text`,
		`both "` + "\x1b" + `" \ n`: `both "\x1b" \ n`,
	} {
		require.Equal(t, want, Visible(text))
		var out bytes.Buffer
		n, err := fmt.Fprint(VisibleWriter{&out}, text)
		require.NoError(t, err)
		require.Equal(t, len(text), n)
		require.Equal(t, want, out.String())
	}
}
