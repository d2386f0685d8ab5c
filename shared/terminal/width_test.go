package terminal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPad(t *testing.T) {
	for text, want := range map[string]string{"": "   ", "a": "a  ", "你": "你 ", "abc": "abc", "abcd": "abcd"} {
		require.Equal(t, want, Pad(text, 3))
	}
}

func TestWidth(t *testing.T) {
	for text, want := range map[string]int{
		"hello": 5, "你好": 4, "ｆｕｌｌ": 8, "straße": 6, "e\u0301": 1, "한글": 4, "": 0, "…": 1,
	} {
		require.Equal(t, want, Width(text), text)
	}
}

func TestWrap(t *testing.T) {
	require.Equal(t, []string{"one two", "three"}, Wrap("one two three", 8))
	require.Equal(t, []string{"你好", "世界"}, Wrap("你好世界", 5), "Chinese breaks anywhere")
	require.Equal(t, []string{"a bcdef", "ghi"}, Wrap("a bcdefghi", 7))
	require.Empty(t, Wrap("", 10))
	require.Equal(t, []string{"a", "你", "好", "b"}, Wrap("a 你好b", 1), "wider than a line")
	require.Equal(t, []string{"a", "b", "c"}, Wrap("ab c", -3))
}
