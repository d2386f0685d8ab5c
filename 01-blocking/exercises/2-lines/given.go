package lines

import (
	"fmt"

	"workbook/shared/upper"
)

// answer returns the answer to a line: how many bytes it has, and its upper-case
// form. The line comes without its newline, the answer has one.
func answer(line string) []byte {
	var text upper.Stream
	out := fmt.Appendf(nil, "%d: ", len(line))
	out = text.Append(out, []byte(line))
	return append(text.Flush(out), '\n')
}
