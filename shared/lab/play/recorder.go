package play

import (
	"cmp"
	"reflect"
	"slices"
	"sync"
	"time"

	"workbook/shared/lab/recording"
	"workbook/shared/stage"
)

// A Recorder collects what happens at one server. Its methods may be called
// from any goroutine.
type Recorder struct {
	changed chan struct{} // has a token after every line of the log
	news    chan struct{} // has a token after everything
	tell    func()        // is called after everything

	mu     sync.Mutex
	start  time.Time
	events []recording.Event // what clients did and saw, and the lab
	lines  []stage.Line      // what the server logged
	said   int               // how many of them are about no client
	names  map[string]string // of clients, by their address

	samples []sample
	sources []recording.Excerpt
}

// A sample is what was seen in the process from a time to another.
type sample struct {
	from, until time.Time
	recording.Sample
}

// NewRecorder returns a recorder for a server that is about to start.
func NewRecorder() *Recorder {
	return &Recorder{
		changed: make(chan struct{}, 1),
		news:    make(chan struct{}, 1),
		tell:    func() {},
		names:   make(map[string]string),
	}
}

// Tell has a function called after everything that is recorded from now on. It
// must not block, nor call the recorder.
func (r *Recorder) Tell(what func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell = what
}

// Begin sets the time from which everything is counted. What has been logged so
// far, as "listening on", is forgotten.
func (r *Recorder) Begin(start time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.start, r.lines, r.said = start, nil, 0
}

// Line takes a line of the server's log.
func (r *Recorder) Line(line stage.Line) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.tooMuch(line) {
		return
	}
	r.lines = append(r.lines, line)
	token(r.changed)
	token(r.news)
	r.tell()
}

// A server may log without end. These are more lines than a play is about.
const (
	mostSaid  = 1000 // about no client
	mostLines = 10_000
)

// tooMuch says whether to leave out a line of the log. What is about clients is
// left out last.
func (r *Recorder) tooMuch(line stage.Line) bool {
	_, connected := line.Connected()
	_, disconnected := line.Disconnected()
	if !connected && !disconnected {
		r.said++
	}
	return r.said > mostSaid && !connected && !disconnected || len(r.lines) == mostLines
}

// Sample takes what was seen in the process at a time. It makes the last sample
// longer if there is nothing new.
func (r *Recorder) Sample(at time.Time, s recording.Sample) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.samples); n > 0 && reflect.DeepEqual(r.samples[n-1].Sample, s) {
		r.samples[n-1].until = at
		return
	}
	r.samples = append(r.samples, sample{at, at, s})
	r.tell()
}

// Seen says whether there was a look into the process after the last event.
func (r *Recorder) Seen() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	events, n := r.inOrder(), len(r.samples)
	return n > 0 && (len(events) == 0 || r.samples[n-1].until.After(r.start.Add(events[len(events)-1].At)))
}

// Source takes a function in which goroutines have been seen.
func (r *Recorder) Source(x recording.Excerpt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sources = append(r.sources, x)
}

// News returns a channel that has a token when something has happened since the
// last one was taken.
func (r *Recorder) News() <-chan struct{} { return r.news }

// token puts a token into a channel that has room for one.
func token(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default: // there is one already
	}
}

// Ended notes that the server's process has ended, with which status, and what it
// said of that, if anything.
func (r *Recorder) Ended(status, reason string) {
	r.add(recording.Event{Source: recording.Lab, Kind: recording.Ended, Status: status, Text: reason})
}

// add stamps an event and keeps it.
func (r *Recorder) add(e recording.Event) { r.addAt(time.Now(), e) }

// addAt keeps an event of that time.
func (r *Recorder) addAt(at time.Time, e recording.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e.At = at.Sub(r.start)
	r.events = append(r.events, e)
	token(r.news)
	r.tell()
}

// name makes known which client has that address.
func (r *Recorder) name(addr, client string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[addr] = client
}

// Recording returns what has been recorded so far.
func (r *Recorder) Recording() recording.Recording {
	r.mu.Lock()
	defer r.mu.Unlock()
	return recording.Recording{
		Start:   r.start,
		Length:  time.Since(r.start),
		Events:  r.inOrder(),
		Samples: r.sampled(),
		Sources: slices.Clone(r.sources),
	}
}

// sampled returns the samples since the start.
func (r *Recorder) sampled() (all []recording.Sample) {
	for _, s := range r.samples {
		if s.until.Before(r.start) {
			continue
		}
		s.At, s.Until = max(0, s.from.Sub(r.start)), s.until.Sub(r.start)
		all = append(all, s.Sample)
	}
	return all
}

// happened returns what has happened so far, in the order of time.
func (r *Recorder) happened() []recording.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.inOrder()
}

func (r *Recorder) inOrder() []recording.Event {
	events := slices.Clone(r.events)
	for _, line := range r.lines {
		e := r.event(line)
		e.At, e.Source = line.Time.Sub(r.start), recording.Log
		events = append(events, e)
	}
	slices.SortStableFunc(events, func(a, b recording.Event) int { return cmp.Compare(a.At, b.At) })
	return events
}

// event returns what a line of the log says.
func (r *Recorder) event(line stage.Line) recording.Event {
	if addr, ok := line.Connected(); ok && r.names[addr] != "" {
		return recording.Event{Kind: recording.PickedUp, Client: r.names[addr]}
	}
	if addr, ok := line.Disconnected(); ok && r.names[addr] != "" {
		return recording.Event{Kind: recording.Dropped, Client: r.names[addr]}
	}
	return recording.Event{Kind: recording.Said, Text: line.Text}
}

// Waiting returns the clients that have asked and have no reply yet.
func (r *Recorder) Waiting() []string {
	var waiting []string
	for _, e := range r.happened() {
		switch e.Kind {
		case recording.Send:
			waiting = append(waiting, e.Client)
		case recording.Reply, recording.Leave, recording.Reset, recording.CutOff:
			waiting = slices.DeleteFunc(waiting, func(c string) bool { return c == e.Client })
		}
	}
	slices.Sort(waiting)
	return waiting
}

// settled says whether the server has logged the end of every client, or has
// ended itself.
func (r *Recorder) settled() bool {
	open := 0
	for _, e := range r.happened() {
		switch e.Kind {
		case recording.Connect:
			open++
		case recording.Dropped, recording.Refused:
			open--
		case recording.Ended:
			return true
		}
	}
	return open <= 0
}
