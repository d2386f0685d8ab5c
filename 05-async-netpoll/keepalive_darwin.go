package main

import "golang.org/x/sys/unix"

// setKeepAlive takes idle and interval in seconds.
func setKeepAlive(fd, idle, interval, count int) {
	unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_KEEPALIVE, idle) // TCP_KEEPIDLE elsewhere
	unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, interval)
	unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_KEEPCNT, count)
}
