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

	"workbook/shared/files"
	"workbook/shared/lab/layout"
	"workbook/shared/lab/page"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/svg"
	"workbook/shared/lab/text"
	"workbook/shared/stage"
	"workbook/shared/theme"
)

// pictureWidth is for the column of text that GitHub shows a README in, and more.
const pictureWidth = 1040

// outputs is the flags that name files.
type outputs struct {
	SVG  string // a folder for pictures
	HTML string // a file for the page
	JSON string // a file for the recordings
	From string // a file with recordings to draw
}

// check finds out before a play what could not be written after it.
func (o outputs) check() error {
	if info, err := os.Stat(o.SVG); o.SVG != "" && err == nil && !info.IsDir() {
		return fmt.Errorf("-svg %s: this is a file, a folder was expected", o.SVG)
	}
	return errors.Join(files.Check("html", o.HTML), files.Check("json", o.JSON))
}

// read returns the recordings to draw again, those of the wanted stages.
func (o outputs) read(wanted string) ([]recording.Recording, error) {
	data, err := files.Read(o.From, recording.MaxFile)
	if err != nil {
		if pathError := new(fs.PathError); errors.As(err, &pathError) {
			err = pathError.Err // the path is named already
		}
		return nil, fmt.Errorf("-from %s: %w; a file that -json has written was expected", o.From, err)
	}
	all, err := recording.Unmarshal(data)
	if err != nil {
		return nil, fmt.Errorf("-from %s: %w", o.From, err)
	}
	var names []string
	for _, r := range all {
		names = append(names, r.Server.Stage)
	}
	chosen, err := stage.Pick(names, wanted)
	var recordings []recording.Recording
	for _, i := range chosen {
		recordings = append(recordings, all[i])
	}
	return recordings, err
}

// redraw draws what has been recorded before.
func redraw(o options, out io.Writer) error {
	recordings, err := o.outputs.read(o.Stages)
	if err != nil {
		return err
	}
	if err := text.Write(out, layout.Panels(recordings...), look(o, out)); err != nil {
		return err
	}
	return o.outputs.write(recordings, out)
}

// write writes the recordings in the formats that are asked for, and says so.
func (o outputs) write(recordings []recording.Recording, out io.Writer) error {
	all, err := o.contents(recordings)
	if err != nil {
		return err
	}
	if o.SVG != "" {
		if err := os.MkdirAll(o.SVG, 0o755); err != nil {
			return err
		}
	}
	for _, file := range all {
		if err := files.Keep(file.path, file.data, file.path == o.JSON); err != nil {
			return err
		}
	}
	for i, path := range []string{o.SVG, o.HTML, o.JSON} {
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
// can be drawn. The recording comes first: from it, the rest can be drawn again.
func (o outputs) contents(recordings []recording.Recording) ([]content, error) {
	var all []content
	if o.JSON != "" {
		data, err := recording.Marshal(recordings)
		if err != nil {
			return nil, err
		}
		all = append(all, content{o.JSON, data})
	}
	panels := layout.Panels(recordings...)
	if o.SVG != "" {
		for i, name := range fileNames(panels) {
			all = append(all,
				content{filepath.Join(o.SVG, name+".svg"), svg.Picture(panels[i], pictureWidth, theme.Light)},
				content{filepath.Join(o.SVG, name+"-dark.svg"), svg.Picture(panels[i], pictureWidth, theme.Dark)})
		}
	}
	if o.HTML != "" {
		var b bytes.Buffer
		run := page.Run{Scenario: recordings[0].Scenario, About: recordings[0].About, Start: recordings[0].Start}
		if err := page.Write(&b, panels, run); err != nil {
			return nil, err
		}
		all = append(all, content{o.HTML, b.Bytes()})
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
