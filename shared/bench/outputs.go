package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/page"
	"workbook/shared/files"
	"workbook/shared/stage"
)

// outputs is the flags that name files.
type outputs struct {
	JSON    string // gets the figures
	HTML    string // gets the page
	From    string // has figures to show
	Compare string // has older figures
}

// check finds out before a run what could not be written after it.
func (o outputs) check() error {
	return errors.Join(files.Check("json", o.JSON), files.Check("html", o.HTML))
}

// read returns the run in a file, with the wanted stages.
func read(flag, path, wanted string) (figures.Run, error) {
	data, err := files.Read(path, figures.MaxFile)
	if err != nil {
		if pathError := new(fs.PathError); errors.As(err, &pathError) {
			err = pathError.Err // the path is named already
		}
		return figures.Run{}, fmt.Errorf("-%s %s: %w; a file that -json has written was expected", flag, path, err)
	}
	run, err := figures.Unmarshal(data)
	if err != nil {
		return figures.Run{}, fmt.Errorf("-%s %s: %w", flag, path, err)
	}
	chosen, err := stage.Pick(run.Servers, wanted)
	if err != nil {
		return figures.Run{}, err
	}
	return run.Only(chosen), nil
}

// older returns the run to compare with, or nil.
func (o outputs) older() (*figures.Run, error) {
	if o.Compare == "" {
		return nil, nil
	}
	run, err := read("compare", o.Compare, "")
	return &run, err
}

// write writes a run in the formats that are asked for, and says so. Nothing is
// written unless everything can be.
func (o outputs) write(run figures.Run, old *figures.Run, out io.Writer) error {
	var contents []content
	if o.JSON != "" {
		data, err := figures.Marshal(run)
		if err != nil {
			return err
		}
		contents = append(contents, content{o.JSON, data, "The figures are"})
	}
	if o.HTML != "" {
		data, err := page.Page(run, old)
		if err != nil {
			return err
		}
		contents = append(contents, content{o.HTML, data, "The page is"})
	}
	for _, c := range contents {
		if err := files.Keep(c.path, c.data, c.path == o.JSON); err != nil {
			return err
		}
	}
	if len(contents) > 0 {
		fmt.Fprintln(out)
	}
	for _, c := range contents {
		fmt.Fprintf(out, "%s in %s\n", c.what, c.path)
	}
	return nil
}

// A content is what to write into a file.
type content struct {
	path string
	data []byte
	what string // "The page is"
}
