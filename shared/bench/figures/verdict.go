package figures

import "math"

// A Verdict is how one figure compares with another.
type Verdict int

// The verdicts.
const (
	Unknown Verdict = iota // one of the two is not known
	Equal                  // the difference is no larger than the noise
	Less
	More
)

const (
	// leastNoise is the difference that is never taken for one, however well the
	// rounds agree: they were few.
	leastNoise = 0.05

	// onceNoise is the same where there is but one round.
	onceNoise = 0.2
)

// Compare tells whether a is less or more than b. They are equal when their
// medians differ by no more than the rounds of one of them do among themselves,
// or by 5 %. How much a single round would differ from others, nobody knows: it
// has to be 20 %, or the noise of the machine.
func Compare(a, b Summary, machine float64) Verdict {
	if !a.Known() || !b.Known() {
		return Unknown
	}
	noise := max(leastNoise, a.Noise(), b.Noise())
	if a.N == 1 || b.N == 1 {
		noise = max(noise, onceNoise, machine)
	}
	least := min(math.Abs(a.Median), math.Abs(b.Median))
	switch difference := a.Median - b.Median; {
	case math.Abs(difference) <= noise*least:
		return Equal
	case difference < 0:
		return Less
	default:
		return More
	}
}
