//go:build unix

package measure

import "syscall"

// RaiseFileLimit allows this process as many open files as the system lets it
// have, and returns their number. Servers that it starts inherit it: Go hands
// down what was set by this call, and not what it sets by itself.
func RaiseFileLimit() int {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil {
		return 0
	}
	raised := limit
	raised.Cur = raised.Max
	if syscall.Setrlimit(syscall.RLIMIT_NOFILE, &raised) == nil {
		limit = raised
	}
	return int(min(uint64(limit.Cur), 1<<30)) // some systems say that there is none
}
