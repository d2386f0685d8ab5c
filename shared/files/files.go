// Package files finds files, reads and writes those that a command is asked for, and
// makes their lines those of any system.
package files

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Check returns an error if path, which the flag of that name was given, could
// not be written: it is a folder, or is in one that does not exist. An empty
// path is none.
func Check(flag, path string) error {
	if path == "" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("-%s %s: this is a folder, a file was expected", flag, path)
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return fmt.Errorf("-%s %s: there is no folder %s", flag, path, filepath.Dir(path))
	}
	return nil
}

// Glob returns the paths in a folder that match a pattern with slashes, as
// [fs.Glob]. The folder is meant as it is, also if it is called [a].
func Glob(folder, pattern string) ([]string, error) {
	names, err := fs.Glob(os.DirFS(folder), pattern)
	if err != nil {
		return nil, err
	}
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = filepath.Join(folder, filepath.FromSlash(name))
	}
	return paths, nil
}

// Read returns what is in a file. More than most bytes are an error: a file that
// is named by mistake must not fill the memory.
func Read(path string, most int) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, int64(most)+1))
	if err == nil && len(data) > most {
		err = &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("it is larger than %d bytes", most)}
	}
	return data, err
}

// UnixLines returns a text with the ends of lines that Go programs use: editors on
// Windows write others.
func UnixLines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// Keep is Replace for what took time to find out. Where a file cannot be written
// that is dear, it goes into the folder for temporary files, and the error says
// so.
func Keep(path string, data []byte, dear bool) error {
	err := Replace(path, data)
	if err == nil || !dear {
		return err
	}
	elsewhere := filepath.Join(os.TempDir(), "workbook-"+rand.Text()+filepath.Ext(path))
	if Replace(elsewhere, data) != nil {
		return err
	}
	return fmt.Errorf("%w; what was to be in it is in %s", err, elsewhere)
}

// Replace writes a file. What was in it stays until all of the new one is there, and
// who may read and write it stays, too.
func Replace(path string, data []byte) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	old, err := os.Stat(path)
	switch {
	case err == nil && !old.Mode().IsRegular():
		err = os.WriteFile(path, data, 0o644) // as /dev/stdout
	case err == nil:
		err = replace(path, data, old.Mode().Perm())
	default:
		err = replace(path, data, 0)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, cause(err))
	}
	return nil
}

// replace writes a file beside path, and lets it take its place. A mode of 0 is the
// one that new files get.
func replace(path string, data []byte, mode fs.FileMode) error {
	name := filepath.Join(filepath.Dir(path), ".workbook-"+rand.Text())
	temp, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if mode != 0 {
		err = temp.Chmod(mode)
	}
	if err == nil {
		_, err = temp.Write(data)
	}
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = rename(name, path)
	}
	if err != nil {
		os.Remove(name)
	}
	return err
}

// cause returns an error without the names of files, of which one is a temporary one.
func cause(err error) error {
	if in := new(fs.PathError); errors.As(err, &in) {
		return in.Err
	}
	if in := new(os.LinkError); errors.As(err, &in) {
		return in.Err
	}
	return err
}
