// Package commandline is how one calls the tools of the workbook, and interrupts
// them. The stages do this themselves: they are read alone.
package commandline

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
)

// Parse reads the flags, after which nothing may follow. For -help it prints how
// to use them, and returns flag.ErrHelp. What is wrong is told in one line: the
// flag package's own report is a page.
func Parse(flags *flag.FlagSet, args []string) error {
	_, err := ParseArguments(flags, args, 0)
	return err
}

// ParseArguments is Parse for a command that takes arguments, but not more than
// most, and returns them. Flags may stand before and after them.
func ParseArguments(flags *flag.FlagSet, args []string, most int) (arguments []string, err error) {
	flags.SetOutput(io.Discard)
	for {
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			flags.SetOutput(os.Stdout)
			flags.Usage()
			return nil, err
		case err != nil:
			return nil, err
		case flags.NArg() == 0:
			return arguments, nil
		case len(arguments) == most:
			return nil, fmt.Errorf("unexpected argument %q", flags.Arg(0))
		}
		arguments, args = append(arguments, flags.Arg(0)), flags.Args()[1:]
	}
}

// Check ends the program if the command line asked for help, with status 0, or
// was wrong, with a line that says so and status 1.
func Check(err error) {
	switch {
	case errors.Is(err, flag.ErrHelp):
		os.Exit(0)
	case err != nil:
		log.Fatalf("%v (-help lists the flags)", err)
	}
}
