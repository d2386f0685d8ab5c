//go:build !unix

package measure

// RaiseFileLimit returns how many files a process may have open; 0: no limit is
// known. Windows has none that matters here.
func RaiseFileLimit() int { return 0 }
