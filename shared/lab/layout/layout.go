// Package layout turns a recording into a picture: who waits, who is looked
// after, and what there is to say about it. It is a pure function from events
// to bars and marks on an axis of time. How these look, in characters or in
// pixels, is the renderers' business.
package layout

import (
	"cmp"
	"time"

	"workbook/shared/lab/recording"
)

// A Panel is the picture of one server.
type Panel struct {
	Name     string // of the stage, as 01-blocking
	Heading  string
	Sentence string
	Axis     Axis
	Rows     []Row  // the server: a row per pair of hands
	Room     int    // for so many rows at least: a panel beside this one has them
	Lanes    []Lane // a lane per client
	Captions []Caption
	Longest  Longest
	Visits   []Visit

	// Now is up to when there is something to draw. It is the end of the axis,
	// unless the recording is still open.
	Now  time.Duration
	Open bool

	// Earlier is the captions of what was before the axis begins.
	Earlier []Caption

	// Steady is true of a picture that is drawn again and again while things
	// happen: what is not there yet has its room already.
	Steady bool

	Inside
}

// An Axis is the time that a picture shows.
type Axis struct {
	From, End time.Duration
	Ticks     []Tick
}

// A Tick is a labelled point on an axis.
type Tick struct {
	At    time.Duration
	Label string
}

// A Row is one pair of the server's hands.
type Row struct {
	Bars []Bar

	// A row that is a Loop is never with one client for long. It is an outline
	// with a letter for each short job.
	// Its bars are times in which it does such jobs for a client all the time.
	Loop bool
	Jobs []Job
	End  time.Duration // of a loop: when its program ended, or the axis does
}

// A Bar is the time that a pair of hands spends with one client.
type Bar struct {
	From, To time.Duration
	Client   string
	Labels   Labels
}

// A Job is something that a loop did for a client, in next to no time.
type Job struct {
	At     time.Duration
	Client string
}

// A Lane is what one client lives through.
type Lane struct {
	Client   string
	Segments []Segment // one after the other
	Marks    []Mark    // in the order of time
}

// A Segment is a time in which a client's state does not change.
type Segment struct {
	From, To time.Duration
	State    State
	Labels   Labels
}

// A State is what a client is in.
type State string

// The states.
const (
	Queued  State = "queued"  // connected, but the server has not picked it up
	Waiting State = "waiting" // from a line to the reply to it
	Served  State = "served"  // looked after by the server
	Unknown State = "unknown" // connected to a server whose log is not known
)

// A Mark is a moment in a client's life. Its kind is the recording's.
type Mark struct {
	At     time.Duration
	Kind   recording.Kind
	Labels Labels

	// Quick is true of a line and its reply when there was no wait to speak of.
	Quick bool
}

// A Caption says what happens at a moment.
type Caption struct {
	Number int
	At     time.Duration
	Text   string
}

// Longest is the longest that any client waited for a reply.
type Longest struct {
	Time  string // as "3.5 s"
	Waits bool   // whether this is a wait to speak of
	Why   string // a sentence
}

// Labels is what may be written on something, from the longest to the
// shortest: what fits is taken.
type Labels []string

// Panels lays recordings out, all with the same axis, which shows all of them.
func Panels(recordings ...recording.Recording) []Panel {
	stories := make([]*story, len(recordings))
	end := time.Duration(0)
	for i, r := range recordings {
		stories[i] = read(r)
		end = max(end, stories[i].end)
	}
	panels := make([]Panel, len(recordings))
	for i, s := range stories {
		s.end = end
		panels[i] = s.panel(axis(0, end))
	}
	return panels
}

func (s *story) panel(a Axis) Panel {
	return Panel{
		Name:     cmp.Or(s.server.Stage, s.server.Title),
		Heading:  heading(s.server),
		Sentence: s.server.Sentence,
		Axis:     a,
		Rows:     s.rows(),
		Lanes:    s.lanes(),
		Captions: s.captions(),
		Longest:  s.longest(),
		Visits:   s.visitors(),
		Now:      s.end,
		Open:     s.open,
		Inside:   s.inside(),
	}
}

// heading returns a panel's title: the stage's number, if it has one, and what
// it is.
func heading(server recording.Server) string {
	if len(server.Stage) < 2 {
		return server.Title
	}
	return "Stage " + server.Stage[:2] + ": " + server.Title
}

// axis returns an axis with at most eight steps of a round length.
func axis(from, end time.Duration) Axis {
	a := Axis{From: from, End: end}
	step := step((end - from) / 8)
	for at := (from + step - 1) / step * step; at <= end; at += step {
		a.Ticks = append(a.Ticks, Tick{At: at, Label: seconds(at)})
	}
	return a
}

// step returns the next round length: 1, 2 or 5 times a power of ten.
func step(least time.Duration) time.Duration {
	for unit := time.Millisecond; ; unit *= 10 {
		for _, n := range []time.Duration{1, 2, 5} {
			if n*unit >= least {
				return n * unit
			}
		}
	}
}
