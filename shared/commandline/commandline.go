// Package commandline reads the flags of the workbook's tools. The stages read
// their own: they are read alone.
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
	flags.SetOutput(io.Discard)
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(os.Stdout)
		flags.Usage()
		return err
	case err != nil:
		return err
	case flags.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return nil
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
