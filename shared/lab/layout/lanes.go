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
	add := func(from, to time.Duration, state State, labels Labels) {
		if from < to || from == to && s.justBegun(v, to, state, segments) {
			segments = append(segments, Segment{From: from, To: to, State: state, Labels: labels})
		}
	}
	between := func(from, to time.Duration, labels Labels) {
		inQueue := Queued
		if s.server.Unlogged {
			inQueue = Unknown
		}
		split := min(to, v.pickUp)
		first, second := labels, labels
		if split-from < to-max(from, v.pickUp) {
			first = nil
		} else {
			second = nil
		}
		add(from, split, inQueue, first)
		add(max(from, v.pickUp), min(to, v.drop), Served, second)
	}
	at := v.connect
	for _, p := range s.parts(v) {
		between(at, p.from, nil)
		if p.state == "" {
			between(p.from, p.to, p.labels)
		} else {
			add(p.from, p.to, p.state, p.labels)
		}
		at = max(at, p.to)
	}
	if !v.hopeless() {
		between(at, min(v.gone, s.end), nil)
	}
	return segments
}

// justBegun says whether a state that begins at a time is to be shown, though it
// has no length: where a recording goes on, it is what the client is in now.
func (s *story) justBegun(v *visit, at time.Duration, state State, before []Segment) bool {
	if n := len(before); n > 0 && before[n-1].State == state {
		return false
	}
	return s.open && at == s.end && at < v.left()
}

// hopeless says whether the client never got its last reply. Then that is how it
// ends.
func (v *visit) hopeless() bool {
	return len(v.asks) > 0 && v.asks[len(v.asks)-1].reply == never
}

// marks returns the moments of a client's life.
func (s *story) marks(v *visit) []Mark {
	marks := slices.Clone(v.marks)
	for _, w := range s.waits {
		if w.visit != v {
			continue
		}
		marks = append(marks, Mark{At: w.send, Kind: recording.Send, Labels: Labels{w.said()}, Quick: !w.matters && !w.own})
		if w.answered() {
			reply := Mark{At: w.reply, Kind: recording.Reply, Labels: Labels{"reply"}}
			if !w.matters && !w.own {
				reply.Quick = true
				reply.Labels = Labels{"reply in " + w.duration(), "in " + w.duration(), w.duration()}
			}
			marks = append(marks, reply)
		}
	}
	slices.SortStableFunc(marks, func(a, b Mark) int { return cmp.Compare(a.At, b.At) })
	return marks
}
