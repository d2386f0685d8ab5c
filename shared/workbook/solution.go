package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/term"

	"workbook/shared/workbook/screen"
)

// solution prints one good answer, if the student really wants to see it.
func solution(flags *flag.FlagSet) action {
	yes := flags.Bool("yes", false, "do not ask")
	return func(_ context.Context, b *book, args []string) error {
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
			sure, err := b.ask(fmt.Sprintf("Show the solution of %s? One learns more from a try that fails.", e.Name()))
			if err != nil || !sure {
				return err
			}
		}
		_, err = b.out.Out.Write(text)
		return err
	}
}

// ask puts a question to which the answer is yes or, more likely, no.
func (b *book) ask(question string) (bool, error) {
	if !term.IsTerminal(int(b.in.Fd())) {
		return false, errors.New("there is no terminal to ask whether you are sure: add -yes")
	}
	fmt.Fprintf(b.notes.Out, "%s %s ", question, b.notes.Paint(screen.Strong, "[y/N]"))
	line, err := bufio.NewReader(b.in).ReadString('\n')
	if err != nil {
		b.notes.Printf("") // Ctrl-D leaves the line open
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return true, nil
	}
	return false, nil
}
