package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/term"

	"workbook/shared/workbook/screen"
)

// solution prints one good answer, if the student really wants to see it.
func solution(flags *flag.FlagSet) action {
	yes := flags.Bool("yes", false, "do not ask")
	return func(ctx context.Context, b *book, args []string) error {
		c, e, err := b.chosen(args)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(e.Solution())
		if errors.Is(err, fs.ErrNotExist) {
			return errors.New("this copy of the workbook has no solutions: ask whoever gave it to you")
		}
		if err != nil {
			return err
		}
		if !*yes && !c.solved(e) {
			sure, err := b.ask(ctx, fmt.Sprintf("Show the solution of %s? One learns more from a try that fails.", e.Name()))
			if err != nil || !sure {
				return err
			}
		}
		_, err = b.out.Out.Write(text)
		return err
	}
}

// ask puts a question to which the answer is yes or, more likely, no.
func (b *book) ask(ctx context.Context, question string) (bool, error) {
	if !term.IsTerminal(int(b.in.Fd())) {
		return false, errors.New("there is no terminal to ask whether you are sure: add -yes")
	}
	fmt.Fprintf(b.notes.Out, "%s %s ", question, b.notes.Paint(screen.Strong, "[y/N]"))
	line, err := readLine(ctx, b.in)
	if err != nil {
		b.notes.Printf("") // Ctrl-C and Ctrl-D leave the line open
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return true, nil
	}
	return false, nil
}

// readLine reads a line, or gives up when ctx is done. Nobody can end the read then:
// it lasts as long as the program.
func readLine(ctx context.Context, in io.Reader) (string, error) {
	var line string
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		line, err = bufio.NewReader(in).ReadString('\n')
	}()
	select {
	case <-done:
		return line, err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
