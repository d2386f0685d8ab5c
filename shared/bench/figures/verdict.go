package figures

// A Verdict is how one figure compares with another.
type Verdict int

// The verdicts.
const (
	Unknown Verdict = iota // one of the two is not known
	Equal                  // their ranges overlap
	Less
	More
)

// Compare tells whether a is less or more than b. They are equal when their
// ranges overlap; see [Summary.Range].
func Compare(a, b Summary) Verdict {
	if !a.Known() || !b.Known() {
		return Unknown
	}
	lowA, highA := a.bounds()
	lowB, highB := b.bounds()
	switch {
	case highA < lowB:
		return Less
	case lowA > highB:
		return More
	default:
		return Equal
	}
}
