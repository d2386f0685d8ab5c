package layout

import (
	"slices"
	"time"

	"workbook/shared/lab/recording"
)

// Window lays recordings out as they are, each to its own end, on an axis that
// need not show all of them. What is outside is left out, and what reaches
// outside is cut. All have room for the same number of rows: side by side, their
// lanes stand at the same height.
func Window(from, to time.Duration, recordings ...recording.Recording) []Panel {
	panels := make([]Panel, len(recordings))
	room := 0
	for i, r := range recordings {
		panels[i] = read(r).panel(axis(from, to))
		panels[i].Steady = true
		panels[i].cut(span{from, to})
		room = max(room, len(panels[i].Rows))
	}
	for i := range panels {
		panels[i].Room = room
	}
	return panels
}

// cut leaves out what is not in the window.
func (p *Panel) cut(window span) {
	outside := func(at time.Duration) bool { return at < window.from || at > window.to }
	for i := range p.Rows {
		row := &p.Rows[i]
		row.End = min(row.End, window.to)
		row.Jobs = slices.DeleteFunc(row.Jobs, func(j Job) bool { return outside(j.At) })
		row.Bars = slices.DeleteFunc(row.Bars, func(b Bar) bool { return window.misses(b.From, b.To) })
		for j := range row.Bars {
			b := &row.Bars[j]
			b.From, b.To = max(b.From, window.from), min(b.To, window.to)
		}
	}
	for i := range p.Lanes {
		lane := &p.Lanes[i]
		lane.Marks = slices.DeleteFunc(lane.Marks, func(m Mark) bool { return outside(m.At) })
		lane.Segments = slices.DeleteFunc(lane.Segments, func(s Segment) bool { return window.misses(s.From, s.To) })
		for j := range lane.Segments {
			s := &lane.Segments[j]
			s.From, s.To = max(s.From, window.from), min(s.To, window.to)
		}
	}
	for _, c := range p.Captions {
		if c.At < window.from {
			p.Earlier = append(p.Earlier, c)
		}
	}
	p.Captions = slices.DeleteFunc(p.Captions, func(c Caption) bool { return outside(c.At) })
	p.Inside.cut(window)
}

// misses says whether a time from one moment to another is not in the span.
func (s span) misses(from, to time.Duration) bool { return to < s.from || from > s.to }

// cut leaves out what is not in the window. Where goroutines stand is told of
// its end only.
func (in *Inside) cut(window span) {
	for i := range in.Gauges {
		g := &in.Gauges[i]
		g.Levels = slices.DeleteFunc(g.Levels, func(l Level) bool { return window.misses(l.From, l.To) })
		for j := range g.Levels {
			l := &g.Levels[j]
			l.From, l.To = max(l.From, window.from), min(l.To, window.to)
		}
	}
	if n := len(in.Standing); n > 1 {
		in.Standing = in.Standing[n-1:]
	}
}
