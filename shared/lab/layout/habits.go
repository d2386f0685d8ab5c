package layout

import (
	"cmp"
	"slices"
	"time"

	"workbook/shared/lab/recording"
)

// A habit is a time in which a client does something else than ask and wait.
type habit struct {
	span
	bytes    int           // of a flood: that have been answered
	stalled  time.Duration // of one that does not read: since when it could not send any more; or never
	onTheWay int           // bytes, then
}

// change reads an event that begins or ends a habit.
func (v *visit) change(e recording.Event) {
	switch e.Kind {
	case recording.Flood:
		v.floods = append(v.floods, &habit{span: span{e.At, never}, stalled: never})
	case recording.StopReading:
		v.deaf = append(v.deaf, &habit{span: span{e.At, never}, stalled: never})
	case recording.Flooded:
		if n := len(v.floods); n > 0 {
			v.floods[n-1].to, v.floods[n-1].bytes = e.At, e.Bytes
		}
	case recording.ReadAgain:
		if n := len(v.deaf); n > 0 {
			v.deaf[n-1].to = e.At
		}
	case recording.Stalled:
		if n := len(v.deaf); n > 0 {
			v.deaf[n-1].stalled, v.deaf[n-1].onTheWay = e.At, e.Bytes
		}
	}
}

// silent says whether the client has never said anything.
func (v *visit) silent() bool { return len(v.asks) == 0 && len(v.floods) == 0 && !v.refused }

// deafTo returns the habit of not reading that an ask falls into, or nil.
func (v *visit) deafTo(a *ask) *habit {
	for _, h := range v.deaf {
		if h.from <= a.send && a.send < h.to {
			return h
		}
	}
	return nil
}

// spans returns when these habits were, as far as end.
func spans(habits []*habit, end time.Duration) (all []span) {
	for _, h := range habits {
		all = append(all, span{h.from, min(h.to, end)})
	}
	return all
}

// without returns what is left of a span without others, which are in the order
// of time.
func (s span) without(others []span) (left []span) {
	for _, o := range others {
		if o.from > s.from && o.from < s.to {
			left = append(left, span{s.from, o.from})
		}
		s.from = max(s.from, min(o.to, s.to))
	}
	if s.from < s.to {
		left = append(left, s)
	}
	return left
}

// flowing returns when a client's flood flows: not while it is stuck.
func (s *story) flowing(v *visit) (all []span) {
	end := min(v.left(), s.end)
	var stuck []span
	for _, h := range v.deaf {
		stuck = append(stuck, span{min(h.stalled, end), min(h.to, end)})
	}
	for _, flood := range spans(v.floods, end) {
		flood.from = max(flood.from, v.pickUp)
		all = append(all, flood.without(stuck)...)
	}
	return all
}

// A part is a segment of a client's lane that is not just there.
type part struct {
	span
	state  State // or "": queued or served, as it comes
	labels Labels
}

// parts returns what a client does in between, in the order of time.
func (s *story) parts(v *visit) []part {
	end := min(v.gone, s.end)
	if v.silent() {
		return []part{{span: span{v.connect, end}, labels: Labels{"says nothing", "silent"}}}
	}
	var all []part
	add := func(state State, labels Labels, spans ...span) {
		for _, span := range spans {
			all = append(all, part{span, state, labels})
		}
	}
	deaf := spans(v.deaf, end)
	add("", Labels{"does not read", "not reading"}, deaf...)
	for i, flood := range spans(v.floods, end) {
		labels := Labels{"floods"}
		pieces := flood.without(deaf)
		if n := v.floods[i].bytes; n > 0 && len(pieces) == 1 {
			labels = Labels{"floods: " + size(n) + " answered", "floods: " + size(n), "floods"}
		}
		add("", labels, pieces...)
	}
	for _, w := range s.waits {
		if w.visit != v {
			continue
		}
		var labels Labels
		if w.matters {
			labels = Labels{"waits " + w.duration(), w.duration()}
		}
		if w.length() == 0 && w.pending && !w.own { // it has only just begun
			add(Waiting, nil, span{w.send, w.until})
			continue
		}
		add(Waiting, labels, span{w.send, w.until}.without(deaf)...)
	}
	slices.SortStableFunc(all, func(a, b part) int { return cmp.Compare(a.from, b.from) })
	return all
}
