package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"workbook/shared/changes"
	"workbook/shared/stage"
	"workbook/shared/workbook/difference"
)

// narrowest is what -width takes: anything less is not legible.
const narrowest = 40

// diff shows in which lines two stages differ.
func diff(flags *flag.FlagSet) action {
	width := flags.Int("width", 0, fmt.Sprintf("write so many `columns` wide, and from %d on side by side (default: the terminal's width)", difference.SideBySide))
	return func(_ context.Context, b *book, args []string) error {
		switch {
		case len(args) < 2:
			return errors.New("diff needs two stages, as in: " + command + " diff 01 02")
		case *width != 0 && *width < narrowest:
			return fmt.Errorf("-width %d: at least %d columns are needed", *width, narrowest)
		case *width != 0:
			b.out.Columns = *width
		}
		before, err := stage.Find(b.root, args[0])
		if err != nil {
			return err
		}
		after, err := stage.Find(b.root, args[1])
		if err != nil {
			return err
		}
		files, err := changes.Between(before, after)
		if err != nil {
			return err
		}
		difference.Write(b.out, before, after, files)
		return nil
	}
}
