package commandline

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// The causes, each a line for the user, with which the context of [Interruptible] ends.
var (
	errInterrupted = errors.New("interrupted")
	errNobodyReads = errors.New("interrupted: nobody reads what is written any more")
)

// Interruptible returns a context for a program that starts others, which it must
// end before it ends itself. The context ends at Ctrl-C, at SIGTERM, when the
// terminal is closed, unless nohup keeps the program running then, and when nobody
// reads any more what the program writes, as with "| head -1". [context.Cause] tells
// the user which it was.
//
// After stop, the first three do again what they do by default. A write that
// nobody reads stays an error: it ends the program no more, also while the program
// cleans up.
func Interruptible() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(asked, syscall.SIGHUP)
	}
	written := make(chan os.Signal, 1)
	signal.Notify(written, syscall.SIGPIPE)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-asked:
				cancel(errInterrupted)
			case <-written:
				if outputIsBroken() { // and not a connection to some server, which is no reason to end
					cancel(errNobodyReads)
				}
			}
		}
	}()
	return ctx, func() {
		signal.Stop(asked)
		cancel(nil)
	}
}
