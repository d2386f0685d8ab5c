//go:build !(linux || darwin || dragonfly || freebsd || netbsd || openbsd)

package main

func newPoller() (poller, error) { return newNetPoller() }
