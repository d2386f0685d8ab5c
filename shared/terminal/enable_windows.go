package terminal

import (
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// enable makes a console understand escape sequences, and says whether it
// does.
func enable(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	console := windows.Handle(file.Fd())
	var mode uint32
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
