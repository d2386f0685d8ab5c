package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/workbook/screen"
)

func TestMarkdown(t *testing.T) {
	var out bytes.Buffer
	b := &book{out: &screen.Screen{Out: &out, Columns: 40}}
	b.markdown(2, "\nComplete `f` in [f.go](f.go), and\r\nkeep to the rules of the house:\n\n"+
		"- one\n- two\n\n```go\nvar a int\n\nvar b int\nvar c int\n```\n\nThen check it.\n\n\n")
	require.Equal(t, "  Complete `f` in f.go, and keep to the\n  rules of the house:\n\n"+
		"  - one\n  - two\n\n  ```go\n  var a int\n\n  var b int\n  var c int\n  ```\n\n  Then check it.\n", out.String())
}

func TestHints(t *testing.T) {
	require.Equal(t, []string{"One\n\nA ## b.\n", "Two\n\nC.\n"}, hints("# Hints\r\n\r\n## One\r\n\r\nA ## b.\r\n\n## Two\n\nC.\n"))
	require.Empty(t, hints(""))
}
