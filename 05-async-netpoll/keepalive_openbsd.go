package main

// setKeepAlive does nothing: OpenBSD has these only for the whole system.
func setKeepAlive(fd, idle, interval, count int) {}
