package layout

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"workbook/shared/lab/recording"
)

// maxPlaces is how many lines of source are named one by one.
const maxPlaces = 3

// A span is a time in which nothing happens between the server and its clients.
type span struct{ from, to time.Duration }

func (s span) length() time.Duration { return s.to - s.from }

// stands says at which lines of its source the server stood at the moment that
// tells most. While the recording goes on, that is its end.
func (s *story) stands() (text string, at time.Duration) {
	n := len(s.samples)
	if n == 0 {
		return "", 0
	}
	if s.open {
		return atTime(s.end, describe(s.samples[n-1])), s.end
	}
	for _, quiet := range s.tellingSpans() {
		if sample, at, ok := s.sampleIn(quiet); ok {
			return atTime(at, describe(sample)), at
		}
	}
	return "", 0
}

// atTime says when the server stood so, or "" if that is not known.
func atTime(at time.Duration, stood string) string {
	if stood == "" {
		return ""
	}
	return "At " + duration(at) + ": " + stood
}

// describe puts a sample into words.
func describe(sample recording.Sample) string {
	var said []string
	if sample.Goroutines > 0 {
		said = append(said, places(sample))
	}
	if sample.Queue != nil && *sample.Queue > 0 {
		said = append(said, "In the kernel's queue: "+count(*sample.Queue, "client")+".")
	}
	return strings.Join(said, " ")
}

// tellingSpans returns the spans in the longest wait, the first long one before
// the others. When nobody waits, it is those in which as many clients are
// connected as ever.
func (s *story) tellingSpans() []span {
	w := s.longestWait()
	crowd := 0
	var candidates []span
	for i := 1; i < len(s.times); i++ {
		next := span{s.times[i-1], s.times[i]}
		switch n := s.connectedIn(next); {
		case w != nil && w.matters && (next.from < w.send || next.to > w.until):
			continue
		case w != nil && w.matters:
		case n < crowd:
			continue
		case n > crowd:
			candidates, crowd = nil, n
		}
		candidates = append(candidates, next)
	}
	return firstLong(candidates)
}

// firstLong moves the first span that is about as long as the longest one to the
// front. Which one is a little longer is chance.
func firstLong(spans []span) []span {
	longest := time.Duration(0)
	for _, s := range spans {
		longest = max(longest, s.length())
	}
	for i, s := range spans {
		if s.length() >= longest*3/4 {
			return slices.Insert(slices.Delete(spans, i, i+1), 0, s)
		}
	}
	return spans
}

// connectedIn returns how many clients are there all the time.
func (s *story) connectedIn(all span) int {
	n := 0
	for _, v := range s.visits {
		if !v.refused && v.connect <= all.from && all.to <= v.gone {
			n++
		}
	}
	return n
}

// sampleIn returns the sample that is nearest to the middle of a span, and a
// time within the span at which it was true.
func (s *story) sampleIn(all span) (nearest recording.Sample, at time.Duration, ok bool) {
	middle := (all.from + all.to) / 2
	away := never
	for _, sample := range s.samples {
		from, to := max(sample.At, all.from), min(sample.Until, all.to)
		if from > to {
			continue
		}
		moment := min(max(middle, from), to)
		if distance := (moment - middle).Abs(); distance < away {
			nearest, at, away, ok = sample, moment, distance, true
		}
	}
	return nearest, at, ok
}

// places says where goroutines wait. Those that wait for clients get their file
// and line; that others wait for one another is told in passing.
func places(s recording.Sample) string {
	var outside, inside []recording.Place
	for _, p := range s.Places {
		if p.Outside() {
			outside = append(outside, p)
		} else {
			inside = append(inside, p)
		}
	}
	switch {
	case len(s.Places) == 0 && s.Goroutines == 1:
		return "1 goroutine, and it does not wait."
	case len(s.Places) == 0:
		return fmt.Sprintf("%s, and none of them waits.", count(s.Goroutines, "goroutine"))
	case len(outside) == 0:
		outside, inside = inside, nil
	}
	said := []string{list(outside)}
	if len(inside) > 0 {
		said = append(said, besides(inside))
	}
	switch running := s.Goroutines - waiting(s.Places); {
	case running == 1:
		said = append(said, "1 more does not wait.")
	case running > 1:
		said = append(said, fmt.Sprintf("%d more do not wait.", running))
	}
	return strings.Join(said, " ")
}

// besides names places without their files.
func besides(all []recording.Place) string {
	var parts []string
	for i, p := range all[:min(len(all), maxPlaces)] {
		verb := " "
		switch {
		case i == 0 && p.Goroutines == 1:
			verb = " waits "
		case i == 0:
			verb = " wait "
		}
		parts = append(parts, fmt.Sprintf("%d%sat %s", p.Goroutines, verb, p.Call))
	}
	return "Besides, " + enumerate(parts) + "."
}

// list names places with their files.
func list(all []recording.Place) string {
	var parts []string
	for i, p := range all[:min(len(all), maxPlaces)] {
		who := fmt.Sprintf("%d here", p.Goroutines)
		switch {
		case i == 0 && p.Goroutines == 1:
			who = "1 goroutine waits here"
		case i == 0:
			who = count(p.Goroutines, "goroutine") + " wait here"
		}
		parts = append(parts, fmt.Sprintf("%s: %s, %s:%d", who, p.Call, p.File, p.Line))
	}
	if len(all) > maxPlaces {
		parts = append(parts, fmt.Sprintf("%d elsewhere", waiting(all[maxPlaces:])))
	}
	return strings.Join(parts, "; ") + "."
}

// waiting returns how many goroutines wait at some places.
func waiting(all []recording.Place) int {
	n := 0
	for _, p := range all {
		n += p.Goroutines
	}
	return n
}

// count returns a number of things, as "2 clients".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
