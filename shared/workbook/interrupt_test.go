package main

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/workbook/sample"
)

func TestAQuestionCanBeInterrupted(t *testing.T) {
	t.Parallel()
	line, err := readLine(t.Context(), strings.NewReader("yes\nno\n"))
	require.NoError(t, err)
	require.Equal(t, "yes\n", line)
	_, err = readLine(t.Context(), strings.NewReader(""))
	require.ErrorIs(t, err, io.EOF)

	silent, end := io.Pipe()
	defer end.Close()
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	_, err = readLine(ctx, silent)
	require.ErrorIs(t, err, context.Canceled)
}

// Git, when it is interrupted, must not pass for one that does not know the file: what
// the student has written already would be kept as the skeleton.
func TestAnInterruptedStartKeepsNoSkeleton(t *testing.T) {
	t.Parallel()
	e := sample.Twice(sample.Workbook(t))
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	require.ErrorIs(t, keepSkeleton(ctx, e), context.Canceled)
	_, err := os.Stat(e.Skeleton())
	require.ErrorIs(t, err, os.ErrNotExist)
}
