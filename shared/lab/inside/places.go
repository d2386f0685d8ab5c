package inside

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"workbook/shared/lab/recording"
	"workbook/shared/stage"
)

// A reader reads the stacks of one stage.
type reader struct {
	stage   stage.Stage
	sources *sources
	shown   []recording.Excerpt // already
}

func newReader(s stage.Stage) *reader {
	return &reader{stage: s, sources: newSources(s.Root)}
}

// read returns the places at which goroutines of the stage wait, and how many
// goroutines the stage has. Those of the runtime, of the packages that a stage
// uses, and of the lab are left out.
func (r *reader) read(stacks string) (places []recording.Place, goroutines int) {
	root := strings.TrimSuffix(filepath.ToSlash(r.stage.Root), "/") + "/"
	for _, g := range parseStacks(stacks) {
		at, callee, ok := g.within(root + r.stage.Name + "/")
		if !ok || g.added() {
			continue
		}
		goroutines++
		if g.waits() {
			file := strings.TrimPrefix(at.file, root)
			places = count(places, recording.Place{
				File:  file,
				Line:  at.line,
				Call:  r.sources.call(file, at.line, callee, g.state),
				State: g.state,
			})
		}
	}
	slices.SortFunc(places, inOrder)
	return places, goroutines
}

// excerpts returns the functions in which these places are, those that it has
// not returned before.
func (r *reader) excerpts(places []recording.Place) (fresh []recording.Excerpt) {
	for _, p := range places {
		if slices.ContainsFunc(r.shown, func(x recording.Excerpt) bool { return x.Has(p) }) {
			continue
		}
		if x, ok := r.sources.function(p.File, p.Line); ok {
			fresh, r.shown = append(fresh, x), append(r.shown, x)
		}
	}
	return fresh
}

// count adds a goroutine that waits at p.
func count(places []recording.Place, p recording.Place) []recording.Place {
	for i, q := range places {
		if q.File == p.File && q.Line == p.Line && q.Call == p.Call && q.Outside() == p.Outside() {
			places[i].Goroutines++
			return places
		}
	}
	p.Goroutines = 1
	return append(places, p)
}

// inOrder compares places: first those where the server waits for somebody, and
// among these the one where it waits for new clients last; then the fullest.
func inOrder(a, b recording.Place) int {
	return cmp.Or(
		cmp.Compare(rank(a), rank(b)),
		cmp.Compare(b.Goroutines, a.Goroutines),
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.State, b.State),
	)
}

func rank(p recording.Place) int {
	switch {
	case !p.Outside():
		return 2
	case base(p.Call) == "Accept":
		return 1
	}
	return 0
}
