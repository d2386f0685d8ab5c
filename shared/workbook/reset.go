package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"workbook/shared/exercise"
	"workbook/shared/files"
)

// reset puts the skeleton back. The answer is put aside, never lost.
func reset(_ context.Context, b *book, args []string) error {
	_, e, err := b.chosen(args)
	if err != nil {
		return err
	}
	skeleton, err := os.ReadFile(e.Skeleton())
	if err != nil {
		return fmt.Errorf("the skeleton of %s is not known any more: %w %s",
			e.Name(), err, restore(e.AnswerPath()))
	}
	answer, err := os.ReadFile(e.Answer())
	switch missing := errors.Is(err, fs.ErrNotExist); {
	case missing:
	case err != nil:
		return err
	case bytes.Equal(answer, skeleton):
		b.out.Printf("%s is as it was: there is nothing to put back.", e.AnswerPath())
		return nil
	default:
		aside, err := putAside(e, answer)
		if err != nil {
			return fmt.Errorf("your answer could not be put aside, so it stays where it is: %w", err)
		}
		b.out.Printf("Your answer is now in %s.", aside)
	}
	if err := files.Replace(e.Answer(), skeleton); err != nil {
		return fmt.Errorf("the skeleton could not be put back: %w", err)
	}
	if err := b.note(e, func(w *exercise.Work) { *w = exercise.Work{} }); err != nil {
		return err
	}
	b.out.Printf("The skeleton is back in %s.", e.AnswerPath())
	return nil
}

// keepSkeleton copies an answer's file as it is before the student begins. It
// leaves an older copy alone, as that of a handout.
func keepSkeleton(ctx context.Context, e exercise.Exercise) error {
	if _, err := os.Stat(e.Skeleton()); err == nil {
		return nil
	}
	text, err := untouchedAnswer(ctx, e)
	if err != nil {
		return fmt.Errorf("the file of %s cannot be read: %w %s",
			e.Name(), err, restore(e.AnswerPath()))
	}
	if err = os.MkdirAll(filepath.Dir(e.Skeleton()), 0o755); err == nil {
		err = files.Replace(e.Skeleton(), text)
	}
	if err != nil {
		return fmt.Errorf("the skeleton of %s cannot be kept: %w (is the disk full, or the folder read-only?)", e.Name(), err)
	}
	return nil
}

// untouchedAnswer returns an answer's file as it was last committed: the student may have
// edited it before the exercise was started. Where git does not know it, that is the file
// as it is.
func untouchedAnswer(ctx context.Context, e exercise.Exercise) ([]byte, error) {
	committed := exec.CommandContext(ctx, "git", "cat-file", "--filters", "HEAD:./"+e.Name()+".go")
	committed.Dir = e.Dir()
	text, err := committed.Output()
	switch {
	case err == nil:
		return text, nil
	case ctx.Err() != nil: // nothing is known of git then
		return nil, ctx.Err()
	}
	return os.ReadFile(e.Answer())
}

// putAside writes an answer into a new file, and returns its path below the root.
func putAside(e exercise.Exercise, answer []byte) (string, error) {
	folder := filepath.Join(e.Root, exercise.Home, "answers")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s-%d.go", e.Name(), n)
		file, err := os.OpenFile(filepath.Join(folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = file.Write(answer)
		if err = errors.Join(err, file.Close()); err != nil {
			os.Remove(file.Name())
		}
		return exercise.Home + "/answers/" + name, err
	}
}
