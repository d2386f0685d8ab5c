//go:build unix

package commandline

import "golang.org/x/sys/unix"

// outputIsBroken reports whether standard output or standard error is a pipe that
// nobody reads any more.
func outputIsBroken() bool {
	outputs := []unix.PollFd{{Fd: 1, Events: unix.POLLOUT}, {Fd: 2, Events: unix.POLLOUT}}
	for {
		_, err := unix.Poll(outputs, 0)
		if err == unix.EINTR {
			continue
		}
		// Linux says POLLERR, the others say POLLHUP.
		return err == nil && (outputs[0].Revents|outputs[1].Revents)&(unix.POLLERR|unix.POLLHUP) != 0
	}
}
