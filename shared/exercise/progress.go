package exercise

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/lockedfile"

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

// version goes up when older programs would lose what is kept.
const version = 1

// kept is what the file has.
type kept struct {
	Version int `json:"version"` // 0 is from before there was one
	Progress
}

// largest is how large the file can be, in bytes. That of all exercises has some
// thousand.
const largest = 1 << 20

// Load reads the progress of the workbook below root. Nothing may have been done
// yet.
func Load(root string) (Progress, error) {
	var k kept
	path := progressFile(root)
	text, err := files.Read(path, largest)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Progress{Started: make(map[string]Work)}, nil
	case err == nil:
		err = json.Unmarshal(text, &k)
	}
	if err == nil {
		err = k.check()
	}
	if err != nil {
		return Progress{}, fmt.Errorf("%s is damaged: %v (delete it and start the exercise again: your answers are not in it)", path, err)
	}
	if k.Started == nil {
		k.Started = make(map[string]Work)
	}
	return k.Progress, nil
}

// check returns an error if nothing that this program has written can be so.
func (k kept) check() error {
	if k.Version > version {
		return fmt.Errorf("a later workbook has written it, of version %d, and this one knows version %d", k.Version, version)
	}
	for path, work := range k.Started {
		if work.Hints < 0 {
			return fmt.Errorf("%q has %d hints", path, work.Hints)
		}
	}
	return nil
}

// Update changes the progress of the workbook below root, and keeps it. Another
// terminal may change it at the same time: neither change is lost. If the
// progress cannot be kept, what was kept before is still there.
func Update(root string, change func(*Progress)) error {
	defer lock(root)()
	progress, err := Load(root)
	if err != nil {
		return err
	}
	change(&progress)
	return progress.Save(root)
}

// lock waits until nobody else changes the progress, and returns what lets others
// go on. Some network drives have no locks, and a full disk has no room for one:
// then nobody waits.
func lock(root string) (unlock func()) {
	if err := os.MkdirAll(filepath.Join(root, Home), 0o755); err != nil {
		return func() {}
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(root, Home, "lock")).Lock()
	if err != nil {
		return func() {}
	}
	return unlock
}

// Save keeps the progress of the workbook below root. If that fails, what was
// kept before is still there.
func (p Progress) Save(root string) error {
	text, err := json.MarshalIndent(kept{version, p}, "", "  ")
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
