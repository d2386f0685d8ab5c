package exercise

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Choose returns the exercises with the names, as [Find] knows them, in the order
// of the workbook; all if there are none.
func Choose(root string, names []string) ([]Exercise, error) {
	all, err := All(root)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("there are no exercises in %s", root)
	}
	if len(names) == 0 {
		return all, nil
	}
	wanted := make(map[Exercise]bool)
	for _, name := range names {
		e, err := Find(all, name)
		if err != nil {
			return nil, err
		}
		wanted[e] = true
	}
	var chosen []Exercise
	for _, e := range all {
		if wanted[e] {
			chosen = append(chosen, e)
		}
	}
	return chosen, nil
}

// Untouched returns an error that names an exercise which a student has started
// and answered: what is asked needs skeletons.
func Untouched(exercises []Exercise) error {
	for _, e := range exercises {
		skeleton, err := os.ReadFile(e.Skeleton())
		if errors.Is(err, fs.ErrNotExist) {
			continue // it has not been started
		}
		if err != nil {
			return err
		}
		answer, err := os.ReadFile(e.Answer())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if !bytes.Equal(answer, skeleton) {
			return fmt.Errorf("%s has been answered: this needs an untouched copy of the workbook (go run ./shared/workbook reset %s puts the skeleton back, and your answer aside)", e.Name(), e.Name())
		}
	}
	return nil
}
