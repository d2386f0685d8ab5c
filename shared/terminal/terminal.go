// Package terminal tells how a command may write to where its output goes.
package terminal

import (
	"io"
	"os"

	"golang.org/x/term"
)

// DefaultColumns is how wide a terminal is taken to be that does not say.
const DefaultColumns = 80

// Columns returns the width of the terminal that out is, or 0: it is none.
func Columns(out io.Writer) int {
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	if err != nil || columns == 0 {
		return DefaultColumns
	}
	return columns
}

// Colour reports whether escape sequences are welcome: out is a terminal that
// understands them, and the user has not said otherwise with NO_COLOR.
func Colour(out io.Writer) bool {
	return Columns(out) > 0 && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && enable(out)
}
