package main

import (
	"context"
	"errors"

	"workbook/shared/workbook/handout"
)

// handOut writes a copy of the workbook for students.
func handOut(ctx context.Context, b *book, args []string) error {
	if len(args) == 0 {
		return errors.New("handout needs a folder, as in: " + command + " handout ../for-students")
	}
	return handout.Run(ctx, b.root, args[0], b.out.Out)
}
