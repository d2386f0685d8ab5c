package layout

import (
	"cmp"
	"slices"
	"time"

	"workbook/shared/lab/recording"
)

// lanes returns the clients' part of the picture.
func (s *story) lanes() []Lane {
	var lanes []Lane
	for _, v := range s.visits {
		i := slices.IndexFunc(lanes, func(l Lane) bool { return l.Client == v.client })
		if i < 0 {
			i = len(lanes)
			lanes = append(lanes, Lane{Client: v.client})
		}
		lanes[i].Segments = append(lanes[i].Segments, s.segments(v)...)
		lanes[i].Marks = append(lanes[i].Marks, s.marks(v)...)
	}
	return lanes
}

// segments returns the states of a client. It waits from every line to the
// reply; in between it is in the queue until it is picked up, then looked after.
func (s *story) segments(v *visit) []Segment {
	var segments []Segment
	add := func(from, to time.Duration, state State, labels ...string) {
		if from < to {
			segments = append(segments, Segment{From: from, To: to, State: state, Labels: labels})
		}
	}
	between := func(from, to time.Duration, labels ...string) {
		add(from, min(to, v.pickUp), Queued)
		add(max(from, v.pickUp), min(to, v.drop), Served, labels...)
	}
	if v.silent() {
		between(v.connect, min(v.gone, s.end), "says nothing", "silent")
		return segments
	}
	at := v.connect
	for _, w := range s.waits {
		if w.visit != v {
			continue
		}
		between(at, w.send)
		if w.matters {
			add(w.send, w.until, Waiting, "waits "+w.duration(), w.duration())
		} else {
			add(w.send, w.until, Waiting)
		}
		if !w.answered() {
			return segments // this is how it ends
		}
		at = w.until
	}
	between(at, min(v.gone, s.end))
	return segments
}

// marks returns the moments of a client's life.
func (s *story) marks(v *visit) []Mark {
	marks := slices.Clone(v.marks)
	for _, w := range s.waits {
		if w.visit != v {
			continue
		}
		marks = append(marks, Mark{At: w.send, Kind: recording.Send, Labels: Labels{quote(w.text)}, Quick: !w.matters})
		if w.answered() {
			reply := Mark{At: w.reply, Kind: recording.Reply, Labels: Labels{"reply"}}
			if !w.matters {
				reply.Quick = true
				reply.Labels = Labels{"reply in " + w.duration(), "in " + w.duration(), w.duration()}
			}
			marks = append(marks, reply)
		}
	}
	slices.SortStableFunc(marks, func(a, b Mark) int { return cmp.Compare(a.At, b.At) })
	return marks
}
