package terminal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Presentable says whether a text, which comes from somebody else, can be shown as
// it is: it has at most so many characters, and each of them can be seen. Others
// may steer the terminal, or hide what is really there.
func Presentable(text string, most int) bool {
	return utf8.RuneCountInString(text) <= most &&
		strings.IndexFunc(text, func(r rune) bool { return !unicode.IsGraphic(r) }) < 0
}
