package layout

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"workbook/shared/lab/recording"
)

// Inside is what there was to see in the server's process. Of a server that the
// lab has not started there is nothing.
type Inside struct {
	// Stands says at which lines of its source the server stood at StoodAt, the
	// moment that tells most. It is "" if that is not known.
	Stands  string
	StoodAt time.Duration

	Standing []Standing // in the order of time
	Sources  []recording.Excerpt
	Gauges   []Gauge
}

// Standing is where goroutines waited from a time on.
type Standing struct {
	At     time.Duration
	Text   string // as Stands, without the time
	Places []recording.Place
}

// PlacesAt returns where goroutines waited at a time.
func (in Inside) PlacesAt(at time.Duration) (places []recording.Place) {
	for _, s := range in.Standing {
		if s.At <= at {
			places = s.Places
		}
	}
	return places
}

// A Gauge is a number that changed in the course of time.
type Gauge struct {
	Name   string
	Text   string // how large it was, as "2 to 5"
	Most   int64
	Levels []Level // one after the other
}

// A Level is a time in which a gauge did not change.
type Level struct {
	From, To time.Duration
	Value    int64
	Text     string // the value with its unit
}

// gauges is what is measured, as it is called.
var gauges = []struct {
	name    string
	measure func(recording.Sample) (value int64, known bool)
	text    func(int64) string
}{
	{"goroutines", func(s recording.Sample) (int64, bool) { return int64(s.Goroutines), s.Goroutines > 0 }, plain},
	{"in the kernel's queue", func(s recording.Sample) (int64, bool) {
		if s.Queue == nil {
			return 0, false
		}
		return int64(*s.Queue), true
	}, plain},
	{"open files", func(s recording.Sample) (int64, bool) { return int64(s.Files), s.Files > 0 }, plain},
	{"threads", func(s recording.Sample) (int64, bool) { return int64(s.Threads), s.Threads > 0 }, plain},
	{"memory", func(s recording.Sample) (int64, bool) { return s.Memory, s.Memory > 0 }, megabytes},
}

func plain(n int64) string     { return fmt.Sprint(n) }
func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// inside returns what was to be seen in the process.
func (s *story) inside() Inside {
	var in Inside
	in.Stands, in.StoodAt = s.stands()
	in.Sources = s.sources
	for _, sample := range s.samples {
		next := Standing{At: sample.At, Text: describe(sample), Places: sample.Places}
		if n := len(in.Standing); n == 0 || in.Standing[n-1].Text != next.Text || !slices.Equal(in.Standing[n-1].Places, next.Places) {
			in.Standing = append(in.Standing, next)
		}
	}
	for _, g := range gauges {
		gauge := Gauge{Name: g.name, Levels: s.levels(g.measure)}
		if len(gauge.Levels) == 0 {
			continue
		}
		for i := range gauge.Levels {
			gauge.Levels[i].Text = g.text(gauge.Levels[i].Value)
		}
		gauge.describe(s.open)
		in.Gauges = append(in.Gauges, gauge)
	}
	return in
}

// levels returns how a measure changed. What it was between two looks is what
// it was at the first of them.
func (s *story) levels(measure func(recording.Sample) (int64, bool)) (all []Level) {
	for i, sample := range s.samples {
		value, known := measure(sample)
		if !known {
			continue
		}
		to := s.end
		if i+1 < len(s.samples) {
			to = s.samples[i+1].At
		} else if s.exit != nil {
			to = max(sample.Until, min(to, s.exit.At))
		}
		if n := len(all); n > 0 && all[n-1].Value == value && all[n-1].To == sample.At {
			all[n-1].To = to
			continue
		}
		all = append(all, Level{From: sample.At, To: to, Value: value})
	}
	return all
}

// describe says how large the gauge was, or how large it is now.
func (g *Gauge) describe(now bool) {
	less := func(a, b Level) int { return cmp.Compare(a.Value, b.Value) }
	least, most := slices.MinFunc(g.Levels, less), slices.MaxFunc(g.Levels, less)
	g.Most = most.Value
	switch last := g.Levels[len(g.Levels)-1]; {
	case now || least.Text == most.Text:
		g.Text = last.Text
	default:
		g.Text = least.Text + " to " + most.Text
	}
}
