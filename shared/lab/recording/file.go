package recording

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"workbook/shared/terminal"
)

// MaxFile is how large a file with recordings can be, in bytes.
const MaxFile = 64 << 20

const (
	format  = "workbook recording"
	version = 1 // goes up when older programs would misread what is written

	// longest is how long a recording can be. A picture of more shows nothing.
	longest = 24 * time.Hour

	maxName = 200 // characters

	// What follows is more than a play of the lab makes. It keeps the time and the
	// memory bounded that the picture of a strange file takes.
	maxRecordings = 100
	maxEvents     = 20_000 // and as many samples
	maxClients    = 1000
	maxHands      = 10_000
)

// A file is what a run of the lab keeps.
type file struct {
	Format     string      `json:"format"`
	Version    int         `json:"version"`
	Recordings []Recording `json:"recordings"`
}

// Marshal returns recordings as a file: JSON, with a line for each event.
func Marshal(recordings []Recording) ([]byte, error) {
	data, err := json.Marshal(file{Format: format, Version: version, Recordings: recordings})
	if err != nil {
		return nil, err
	}
	return append(breakLines(data), '\n'), nil
}

// breakLines puts every object of an array on a line of its own.
func breakLines(compact []byte) []byte {
	var b bytes.Buffer
	inString := false
	last := byte(0)
	for i := 0; i < len(compact); i++ {
		c := compact[i]
		switch {
		case inString && c == '\\':
			b.WriteByte(c)
			i++
			c = compact[i]
		case c == '"':
			inString = !inString
		case inString:
		case last == '[' && c == '{', last == '}' && c == ']', last == ',' && c == '{':
			b.WriteByte('\n')
		}
		b.WriteByte(c)
		last = c
	}
	return b.Bytes()
}

// Unmarshal returns the recordings in a file's data. An error says what was
// expected.
func Unmarshal(data []byte) ([]Recording, error) {
	var f file
	err := json.Unmarshal(data, &f)
	switch {
	case err != nil:
		return nil, fmt.Errorf("not a recording that -json has written: %w", err)
	case f.Format != format:
		return nil, fmt.Errorf(`not a recording that -json has written: "format": %q was expected`, format)
	case f.Version != version:
		return nil, fmt.Errorf("a recording of version %d: this lab reads version %d", f.Version, version)
	case len(f.Recordings) == 0:
		return nil, errors.New("there is nothing in it: one recording at least was expected")
	case len(f.Recordings) > maxRecordings:
		return nil, fmt.Errorf("%d recordings: at most %d were expected", len(f.Recordings), maxRecordings)
	}
	for i, r := range f.Recordings {
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("recording %d: %w", i+1, err)
		}
	}
	return f.Recordings, nil
}

// check looks for what no picture can be drawn of.
func (r Recording) check() error {
	if r.Length <= 0 || r.Length > longest {
		return fmt.Errorf("length_ns is %d: a time up to %v was expected", r.Length, longest)
	}
	if n := max(len(r.Events), len(r.Samples)); n > maxEvents {
		return fmt.Errorf("%d events or samples: at most %d were expected", n, maxEvents)
	}
	if r.Server.Count > maxHands {
		return fmt.Errorf("the server's count is %d: at most %d was expected", r.Server.Count, maxHands)
	}
	for _, name := range []string{r.Server.Stage, r.Server.Title, r.Server.Sentence, r.Scenario, r.About} {
		if !terminal.Presentable(name, maxName) {
			return fmt.Errorf("%.40q: a name of at most %d characters that can be seen was expected", name, maxName)
		}
	}
	clients := make(map[string]bool)
	last := time.Duration(0)
	for i, e := range r.Events {
		if e.At < last || e.At > longest {
			return fmt.Errorf("event %d is at_ns %d: events in the order of their times were expected, from 0 up to %v", i+1, e.At, longest)
		}
		if !terminal.Presentable(e.Client, maxName) {
			return fmt.Errorf("event %d: the client %.40q: a name of at most %d characters that can be seen was expected", i+1, e.Client, maxName)
		}
		last = e.At
		clients[e.Client] = true
	}
	if len(clients) > maxClients {
		return fmt.Errorf("%d clients: at most %d were expected", len(clients), maxClients)
	}
	return nil
}
