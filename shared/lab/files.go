package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/page"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/svg"
	"workbook/shared/lab/text"
)

// pictureWidth is for the column of text that GitHub shows a README in, and more.
const pictureWidth = 1040

// files is the flags that name files.
type files struct {
	SVG  string // a folder for pictures
	HTML string // a file for the page
	JSON string // a file for the recordings
	From string // a file with recordings to draw
}

// check finds out before a play what could not be written after it.
func (f files) check() error {
	if info, err := os.Stat(f.SVG); f.SVG != "" && err == nil && !info.IsDir() {
		return fmt.Errorf("-svg %s: this is a file, a folder was expected", f.SVG)
	}
	for _, file := range []struct{ flag, path string }{{"-html", f.HTML}, {"-json", f.JSON}} {
		if file.path == "" {
			continue
		}
		if info, err := os.Stat(file.path); err == nil && info.IsDir() {
			return fmt.Errorf("%s %s: this is a folder, a file was expected", file.flag, file.path)
		}
		if _, err := os.Stat(filepath.Dir(file.path)); err != nil {
			return fmt.Errorf("%s %s: there is no folder %s", file.flag, file.path, filepath.Dir(file.path))
		}
	}
	return nil
}

// read returns the recordings to draw again, those of the wanted stages.
func (f files) read(wanted string) ([]recording.Recording, error) {
	data, err := os.ReadFile(f.From)
	if pathError := new(fs.PathError); errors.As(err, &pathError) {
		return nil, fmt.Errorf("-from %s: %w; a file that -json has written was expected", f.From, pathError.Err)
	}
	all, err := recording.Unmarshal(data)
	if err != nil {
		return nil, fmt.Errorf("-from %s: %w", f.From, err)
	}
	var names []string
	for _, r := range all {
		names = append(names, r.Server.Stage)
	}
	chosen, err := pick(names, wanted)
	var recordings []recording.Recording
	for _, i := range chosen {
		recordings = append(recordings, all[i])
	}
	return recordings, err
}

// redraw draws what has been recorded before.
func redraw(o options, out io.Writer) error {
	recordings, err := o.files.read(o.Stages)
	if err != nil {
		return err
	}
	if err := text.Write(out, layout.Panels(recordings...), look(o, out)); err != nil {
		return err
	}
	return o.files.write(recordings, out)
}

// write writes the recordings in the formats that are asked for, and says so.
func (f files) write(recordings []recording.Recording, out io.Writer) error {
	all, err := f.contents(recordings)
	if err != nil {
		return err
	}
	if f.SVG != "" {
		if err := os.MkdirAll(f.SVG, 0o755); err != nil {
			return err
		}
	}
	for _, file := range all {
		if err := replace(file.path, file.data); err != nil {
			return err
		}
	}
	for i, path := range []string{f.SVG, f.HTML, f.JSON} {
		if path != "" {
			what := []string{"The pictures are", "The page is", "The recording is"}[i]
			fmt.Fprintf(out, "\n%s in %s", what, path)
		}
	}
	if len(all) > 0 {
		fmt.Fprintln(out)
	}
	return nil
}

// A content is what to write into a file.
type content struct {
	path string
	data []byte
}

// contents returns all files, in memory. So nothing is written unless everything
// can be drawn.
func (f files) contents(recordings []recording.Recording) ([]content, error) {
	var all []content
	panels := layout.Panels(recordings...)
	if f.SVG != "" {
		for i, name := range fileNames(panels) {
			all = append(all,
				content{filepath.Join(f.SVG, name+".svg"), svg.Picture(panels[i], pictureWidth, svg.Light)},
				content{filepath.Join(f.SVG, name+"-dark.svg"), svg.Picture(panels[i], pictureWidth, svg.Dark)})
		}
	}
	if f.HTML != "" {
		var b bytes.Buffer
		run := page.Run{Scenario: recordings[0].Scenario, About: recordings[0].About, Start: recordings[0].Start}
		if err := page.Write(&b, panels, run); err != nil {
			return nil, err
		}
		all = append(all, content{f.HTML, b.Bytes()})
	}
	if f.JSON != "" {
		data, err := recording.Marshal(recordings)
		if err != nil {
			return nil, err
		}
		all = append(all, content{f.JSON, data})
	}
	return all, nil
}

// fileNames returns a name for the picture of each panel. Names may come from a
// file that somebody else has written, so they are made harmless.
func fileNames(panels []layout.Panel) []string {
	harmless := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}
	var names []string
	taken := make(map[string]bool)
	for _, p := range panels {
		name := strings.Map(harmless, p.Name)
		if name == "" {
			name = "server"
		}
		for taken[strings.ToLower(name)] {
			name += "_"
		}
		taken[strings.ToLower(name)] = true
		names = append(names, name)
	}
	return names
}

// replace writes a file. What was in it stays until all of the new one is there.
func replace(path string, data []byte) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(path, data, 0o644) // as /dev/stdout
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".lab-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	err = errors.Join(err, temp.Chmod(0o644), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		os.Remove(temp.Name())
	}
	return err
}
