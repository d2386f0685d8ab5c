// Workbook leads a student through the exercises, and shows how one stage differs
// from another.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"os"
	"syscall"

	"workbook/shared/commandline"
)

func main() {
	log.SetFlags(0)
	act, args, err := parse(os.Args[1:])
	if err == nil {
		ctx, stop := commandline.Interruptible()
		context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once what the first one could not
		err = run(ctx, act, args)
		stop()
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case errors.Is(err, errSaid), errors.Is(err, syscall.EPIPE): // as with "| head": whoever reads has had enough
		os.Exit(1)
	case err != nil:
		log.Fatal(err)
	}
}

func run(ctx context.Context, act action, args []string) error {
	err := act(ctx, open(os.Stdin, os.Stdout, os.Stderr), args)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return context.Cause(ctx)
	}
	return err
}

// errSaid ends the command with a status that is not 0. What was wrong has been
// said already.
var errSaid = errors.New("said already")
