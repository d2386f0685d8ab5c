package figures

import (
	"math"
	"slices"
)

// A Summary is what several rounds say about a figure. Low and High hold the
// middle four fifths of them, or all if there are fewer than eleven.
type Summary struct {
	Median, Low, High float64
	N                 int     // rounds; 0: the figure is not known
	Grain             float64 // the clock it was measured with is no finer
	Machine           float64 // the noise of the machine, where that is known; see [Run.noise]
}

// Summarise returns the summary of values.
func Summarise(values []float64) Summary {
	if len(values) == 0 {
		return Summary{}
	}
	sorted := slices.Sorted(slices.Values(values))
	last := len(sorted) - 1
	return Summary{
		Median: (sorted[last/2] + sorted[(last+1)/2]) / 2,
		Low:    sorted[last/10],
		High:   sorted[last-last/10],
		N:      len(sorted),
	}
}

// Known reports whether there is anything.
func (s Summary) Known() bool { return s.N > 0 }

// Noise returns how much the rounds differ, relative to the median. Of one round
// it is 0: nothing is known.
func (s Summary) Noise() float64 {
	if s.Median == 0 {
		return 0
	}
	return max(s.High-s.Low, s.Grain) / math.Abs(s.Median)
}

const (
	// leastMargin is the margin of figures whose rounds agree better: they were few.
	leastMargin = 3

	// onceMargin is the same where there is but one round.
	onceMargin = 10
)

// Margin returns how far from the median the figure may be as well, in whole
// percent of the median: half of the noise, and at least 3 %. How far a single
// round would be from others, nobody knows: it is 10 % then, or the noise of the
// machine.
func (s Summary) Margin() int {
	if s.Median == 0 {
		return 0
	}
	share, least := s.Noise()/2, leastMargin
	if s.N == 1 {
		share, least = max(share, s.Machine), onceMargin
	}
	return max(least, int(math.Ceil(100*share-1e-9)))
}

// bounds returns from where to where the figure may be: the median less and plus
// its margin.
func (s Summary) bounds() (low, high float64) {
	margin := math.Abs(s.Median) * float64(s.Margin()) / 100
	return s.Median - margin, s.Median + margin
}

// Times returns the summary in another unit.
func (s Summary) Times(factor float64) Summary {
	s.Median *= factor
	s.Low *= factor
	s.High *= factor
	s.Grain *= factor
	return s
}

// clockTick is how finely a system counts the CPU time of a process: Linux in
// hundredths of a second, Windows in 64ths.
const clockTick = 0.01

// Get returns what the rounds say about a figure. CPU time of less than a tick of
// the system's clock is not known.
func (r Result) Get(f Figure) Summary {
	s := Summarise(r.values(f))
	total := Summarise(r.values(CPUTotal))
	switch {
	case f != CPU || !total.Known():
	case total.Median < clockTick:
		return Summary{}
	default:
		s.Grain = s.Median * clockTick / total.Median
	}
	return s
}

// Get returns what the rounds of one of the run's results say about a figure.
func (r Run) Get(of Result, f Figure) Summary {
	s := of.Get(f)
	s.Machine = r.noise()
	return s
}

// values returns a figure of all rounds that have it.
func (r Result) values(f Figure) []float64 {
	var values []float64
	for _, sample := range r.Rounds {
		if value, ok := sample[f]; ok {
			values = append(values, value)
		}
	}
	return values
}

// noise returns how much one and the same piece of work differed in time while
// the run was made, relative to its median.
func (r Run) noise() float64 { return Summarise(r.Calibration).Noise() }
