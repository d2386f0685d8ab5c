package main

import (
	"context"
	"flag"

	"workbook/shared/workbook/prove"
)

// proving shows that the exercises are what they promise to be.
func proving(flags *flag.FlagSet) action {
	race := flags.Bool("race", true, "try solutions with the race detector, too; where it cannot run, that is said, and is an error only with -race")
	return func(ctx context.Context, b *book, args []string) error {
		options := prove.Options{Names: args}
		switch {
		case !*race:
			options.Race = prove.Never
		case isSet(flags, "race"):
			options.Race = prove.Always
		}
		return prove.Run(ctx, b.root, options, b.out.Out, b.notes.Out)
	}
}

// isSet reports whether a flag was given.
func isSet(flags *flag.FlagSet, name string) bool {
	set := false
	flags.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}
