package report

import (
	"fmt"
	"strings"
	"time"

	"workbook/shared/bench/figures"
)

// Rule tells when two figures are called equal: what [figures.Compare] does, in
// words.
const Rule = "Every figure is the median of its rounds. " +
	"+- is half of the distance between the lowest and the highest round, in percent. " +
	"It is never less than 3 %, nor than half a step of the clock that counts CPU time. " +
	"A single round gets 10 %, or the machine's noise if that is more. " +
	"Two figures are called equal within the noise when their ranges overlap: each reaches from the figure less its +- to the figure plus its +-."

// Noise tells how noisy the machine was.
func Noise(run figures.Run) string {
	s := figures.Summarise(run.Calibration)
	if s.N < 2 || s.Median == 0 {
		return ""
	}
	quiet := "quiet"
	switch {
	case s.Noise() > 0.25:
		quiet = "very noisy: measure again when nothing else runs"
	case s.Noise() > 0.1:
		quiet = "noisy"
	}
	return fmt.Sprintf("One and the same piece of work took %s to %s ms, a noise of %s: the machine was %s.",
		number(1000*s.Low), number(1000*s.High), percent(s.Noise()), quiet)
}

// Machine describes what the run was made on.
func Machine(run figures.Run) string {
	m := run.Machine
	parts := []string{m.OS + "/" + m.Arch, count(m.Cores, "core")}
	if m.CPU != "" {
		parts = append(parts, m.CPU)
	}
	if m.Memory > 0 {
		parts = append(parts, bytesOf(float64(m.Memory))+" of memory")
	}
	parts = append(parts, "Go "+m.Go)
	if m.Files > 0 {
		parts = append(parts, fmt.Sprintf("%s open files for a process", whole(m.Files)))
	}
	return strings.Join(parts, ", ")
}

// About tells which run this is.
func About(run figures.Run) string {
	names := map[string]string{"quick": "a quick run", "full": "a full run"}
	what := names[run.Mode]
	if what == "" {
		what = "a run"
	}
	return fmt.Sprintf("%s of %s, %s", what, duration(run.Took), run.Start.Format(time.DateTime))
}

// Failures tells what could not be measured although it should have been.
func Failures(run figures.Run) []string { return missing(run.Failures()) }
