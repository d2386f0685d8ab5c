package exercise

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"workbook/shared/files"
)

// Home is the folder, below the workbook's root, in which a student's progress
// is kept. Git ignores it.
const Home = ".workbook"

// Progress is what a student has done so far.
type Progress struct {
	Current string          `json:"current"` // the path of the exercise that was started last
	Started map[string]Work `json:"started"` // by the exercise's path
}

// Work is what a student has done for one exercise.
type Work struct {
	Solved bool `json:"solved"` // all checks have passed
	Hints  int  `json:"hints"`  // how many have been shown
}

// Load reads the progress of the workbook below root. Nothing may have been done
// yet.
func Load(root string) (Progress, error) {
	progress := Progress{Started: make(map[string]Work)}
	path := progressFile(root)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return progress, nil
	}
	if err != nil {
		return progress, err
	}
	if err := json.Unmarshal(text, &progress); err != nil {
		return progress, fmt.Errorf("%s is damaged: %v (delete it and start the exercise again: your answers are not in it)", path, err)
	}
	if progress.Started == nil {
		progress.Started = make(map[string]Work)
	}
	return progress, nil
}

// Save keeps the progress of the workbook below root. If that fails, what was
// kept before is still there.
func (p Progress) Save(root string) error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	path := progressFile(root)
	if err = os.MkdirAll(filepath.Dir(path), 0o755); err == nil {
		err = files.Replace(path, append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("cannot keep your progress in %s: %w (is the disk full, or the folder read-only?)", filepath.Dir(path), err)
	}
	return nil
}

func progressFile(root string) string { return filepath.Join(root, Home, "progress.json") }
