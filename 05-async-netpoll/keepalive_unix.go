//go:build linux || dragonfly || freebsd || netbsd

package main

import "golang.org/x/sys/unix"

// setKeepAlive takes idle and interval in seconds.
func setKeepAlive(fd, idle, interval, count int) {
	unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, idle)
	unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, interval)
	unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_KEEPCNT, count)
}
