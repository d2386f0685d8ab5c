// Package recording is what has happened between a server and its clients while
// a scenario was played: plain data, from which every picture is drawn.
package recording

import (
	"slices"
	"time"
)

// A Recording is one server's part of a run of the lab.
type Recording struct {
	Server   Server        `json:"server"`
	Scenario string        `json:"scenario"`
	About    string        `json:"about,omitempty"` // the scenario, in a sentence
	Start    time.Time     `json:"start"`
	Length   time.Duration `json:"length_ns"` // how long was recorded
	Events   []Event       `json:"events"`    // in the order of their times
	Samples  []Sample      `json:"samples,omitempty"`
	Sources  []Excerpt     `json:"sources,omitempty"` // where Samples are about

	// Open is true while the recording goes on: who has no reply may get one.
	Open bool `json:"open,omitempty"`
}

// Until returns the recording as it was at a time since its start.
func (r Recording) Until(at time.Duration) Recording {
	if at >= r.Length {
		return r
	}
	r.Length, r.Open = at, true
	later := func(e Event) bool { return e.At > at }
	if i := slices.IndexFunc(r.Events, later); i >= 0 {
		r.Events = r.Events[:i:i]
	}
	samples := r.Samples
	r.Samples = nil
	for _, s := range samples {
		if s.At > at {
			break
		}
		s.Until = min(s.Until, at)
		r.Samples = append(r.Samples, s)
	}
	return r
}

// An Event is something that a client did or saw, or that the server logged.
//
// What a client does is stamped before it is done, and what it sees, after; a
// line of the log, when it was read. So a cause is never stamped later than its
// effect, and the server did what it logged at that time or a little before.
// The order of the server's events is exact: it is that of its log.
type Event struct {
	At     time.Duration `json:"at_ns"` // since the recording's start
	Source Source        `json:"source"`
	Client string        `json:"client,omitempty"` // A, B, C, ...
	Kind   Kind          `json:"kind"`
	Text   string        `json:"text,omitempty"`
	Bytes  int           `json:"bytes,omitempty"`  // instead of Text, where there is much of it
	Status string        `json:"status,omitempty"` // of a process that has ended, as "exit status 0"
}

// A Source is where an event is known from.
type Source string

// The sources of events.
const (
	Client Source = "client" // what a client did or saw
	Log    Source = "log"    // a line that the server logged
	Lab    Source = "lab"    // the lab saw it happen to the server's process
)

// A Kind is what an event is.
type Kind string

// What clients do and see.
const (
	Connect Kind = "connect"
	Send    Kind = "send"    // Text is the line, without its newline
	Reply   Kind = "reply"   // Text is the reply, without its newline
	Leave   Kind = "leave"   // the client hangs up
	Refused Kind = "refused" // the client could not connect; Text says why
	CutOff  Kind = "cut off" // the server hung up; Text says how
	HungUp  Kind = "hung up" // the same, but the client had got all its replies

	HalfClose   Kind = "half-close" // the client will send nothing more
	Reset       Kind = "reset"      // the client breaks the connection
	StopReading Kind = "stop reading"
	ReadAgain   Kind = "read again"
	Stalled     Kind = "stalled" // the server takes nothing more; Bytes are on the way
	Flood       Kind = "flood"   // the client begins to send without end
	Flooded     Kind = "flooded" // that ends; Bytes have been answered
)

// What servers do.
const (
	PickedUp Kind = "picked up" // the server begins to look after the client
	Dropped  Kind = "dropped"   // the server has done with the client
	Said     Kind = "said"      // it has logged something else: Text
	Signal   Kind = "signal"    // its process gets one; Text is its name
	Ended    Kind = "ended"     // its process has ended; Text is what it said of that
)
