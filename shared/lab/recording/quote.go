package recording

import (
	"strconv"
	"strings"
)

// joiner makes one picture of those on either side of it, as a family of people.
const joiner = "\u200d"

// Quote returns a text between quotation marks, as it can be shown anywhere.
// Pictures that are joined from others stay whole.
func Quote(text string) string {
	parts := strings.Split(text, joiner)
	for i, part := range parts {
		quoted := strconv.QuoteToGraphic(part)
		parts[i] = quoted[1 : len(quoted)-1]
	}
	return `"` + strings.Join(parts, joiner) + `"`
}
