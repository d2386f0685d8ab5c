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
	maxRounds  = 1000
	maxClients = 1_000_000_000
	maxName    = 200 // characters
	leastValue = 1e-9
	mostValue  = 1e15
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
	switch most := max(len(r.Servers)*100, len(r.Results), len(r.Sizes)*100); {
	case len(r.Servers) == 0:
		return errors.New("there are no servers in it")
	case most > maxResults:
		return fmt.Errorf("there are %d servers, %d results and %d sizes in it: that is too many to show", len(r.Servers), len(r.Results), len(r.Sizes))
	}
	for _, name := range append([]string{r.Machine.OS, r.Machine.Arch, r.Machine.CPU, r.Machine.Go}, r.Servers...) {
		if err := checkName(name); err != nil {
			return err
		}
	}
	for _, result := range r.Results {
		if !slices.Contains(r.Servers, result.Server) {
			return fmt.Errorf("there is a result of %q, which is not among its servers", result.Server)
		}
		if err := result.check(); err != nil {
			return err
		}
	}
	if !slices.IsSorted(r.Sizes) || len(r.Sizes) > 0 && (r.Sizes[0] < 1 || slices.Max(r.Sizes) > maxClients) {
		return fmt.Errorf("its numbers of clients do not rise from 1 to %d at most: %v", maxClients, r.Sizes)
	}
	if r.Base < 0 || r.Base > maxClients {
		return fmt.Errorf("base_clients is %d: at most %d were expected", r.Base, maxClients)
	}
	for _, seconds := range r.Calibration {
		if err := checkValue("calibration_s", seconds); err != nil {
			return err
		}
	}
	return nil
}

// check returns an error if the result cannot be shown.
func (r Result) check() error {
	if n := max(r.Clients, r.Served); r.Clients < 0 || r.Served < 0 || n > maxClients {
		return fmt.Errorf("there is a result with %d clients, %d served: at most %d were expected", r.Clients, r.Served, maxClients)
	}
	for _, name := range []string{string(r.Kind), r.Setting} {
		if err := checkName(name); err != nil {
			return err
		}
	}
	if len(r.Rounds) > maxRounds {
		return fmt.Errorf("there is a result with %d rounds: at most %d were expected", len(r.Rounds), maxRounds)
	}
	for _, round := range r.Rounds {
		for figure, value := range round {
			if err := checkValue(string(figure), value); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkName returns an error if a name cannot be shown as it is.
func checkName(name string) error {
	if terminal.Presentable(name, maxName) {
		return nil
	}
	return fmt.Errorf("%.40q: a name of at most %d characters that can be seen was expected", name, maxName)
}

// checkValue returns an error if a value is none that can be measured.
func checkValue(name string, v float64) error {
	if v == 0 || v >= leastValue && v <= mostValue {
		return nil
	}
	return fmt.Errorf("%.40q is %v: 0, or a number from %v to %v was expected", name, v, leastValue, mostValue)
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
