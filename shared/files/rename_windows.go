package files

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// rename is os.Rename, with some patience: Windows does not let a file be replaced
// while anybody reads it, as another terminal or a virus scanner.
func rename(from, to string) error {
	for wait := time.Millisecond; ; wait *= 2 {
		err := os.Rename(from, to)
		inUse := errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
		if !inUse || wait > time.Second {
			return err
		}
		time.Sleep(wait)
	}
}
