package figures

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"workbook/shared/terminal"
)

// format is in every file, and says what kind of file it is.
const format = "workbook bench 1"

// MaxFile is how large a file can be, in bytes.
const MaxFile = 64 << 20

// What follows is more than any run has. It keeps the time and the memory bounded
// that a strange file takes.
const (
	maxResults = 10_000
	maxName    = 200 // characters
)

// Marshal returns a run as a file.
func Marshal(r Run) ([]byte, error) {
	r.Format = format
	data, err := json.MarshalIndent(r, "", " ")
	return append(data, '\n'), err
}

// Unmarshal returns the run in a file. What does not make sense is an error.
func Unmarshal(data []byte) (Run, error) {
	var r Run
	switch err := json.Unmarshal(data, &r); {
	case err != nil:
		return Run{}, fmt.Errorf("not a run of the bench that -json has written: %w", err)
	case r.Format != format:
		return Run{}, fmt.Errorf(`not a run of the bench that -json has written: "format": %q was expected`, format)
	}
	if err := r.check(); err != nil {
		return Run{}, err
	}
	return r, nil
}

// check returns an error if the run cannot be shown.
func (r Run) check() error {
	switch most := max(len(r.Servers)*100, len(r.Results), len(r.Sizes)); {
	case len(r.Servers) == 0:
		return errors.New("there are no servers in it")
	case most > maxResults:
		return fmt.Errorf("there are %d servers, %d results and %d sizes in it: that is too many to show", len(r.Servers), len(r.Results), len(r.Sizes))
	}
	for _, name := range append([]string{r.Machine.OS, r.Machine.Arch, r.Machine.CPU, r.Machine.Go}, r.Servers...) {
		if !terminal.Presentable(name, maxName) {
			return fmt.Errorf("%.40q: a name of at most %d characters that can be seen was expected", name, maxName)
		}
	}
	for _, result := range r.Results {
		if !slices.Contains(r.Servers, result.Server) {
			return fmt.Errorf("there is a result of %q, which is not among its servers", result.Server)
		}
		if result.Clients < 0 || result.Served < 0 {
			return fmt.Errorf("there is a result with %d clients, %d served", result.Clients, result.Served)
		}
	}
	if !slices.IsSorted(r.Sizes) || len(r.Sizes) > 0 && r.Sizes[0] < 1 {
		return fmt.Errorf("its numbers of clients do not rise: %v", r.Sizes)
	}
	return nil
}

// Only returns the run with these servers alone, by their places.
func (r Run) Only(servers []int) Run {
	chosen := r
	chosen.Servers, chosen.Results = nil, nil
	for _, i := range servers {
		chosen.Servers = append(chosen.Servers, r.Servers[i])
	}
	for _, result := range r.Results {
		if slices.Contains(chosen.Servers, result.Server) {
			chosen.Results = append(chosen.Results, result)
		}
	}
	return chosen
}
