package commandline

// outputIsBroken is not asked: Windows has no SIGPIPE.
func outputIsBroken() bool { return false }
