package main

import (
	"context"
	"flag"
	"strings"

	"workbook/shared/workbook/report"
)

// reporting tells graders how many points an answer gets.
func reporting(flags *flag.FlagSet) action {
	var options report.Options
	flags.StringVar(&options.Format, "format", report.Formats[0], "write it as `"+strings.Join(report.Formats, "|")+"`")
	flags.StringVar(&options.From, "from", "", "take the checks from the copy of the workbook in this `folder`, which no student has changed")
	return func(ctx context.Context, b *book, args []string) error {
		options.Names = args
		root := b.root
		if b.none != nil { // a student may have handed in the answers alone
			if options.From == "" {
				return b.none
			}
			root = "."
		}
		return report.Run(ctx, root, options, b.out.Out, b.notes.Out)
	}
}
