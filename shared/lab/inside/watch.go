package inside

import (
	"context"
	"reflect"
	"time"

	"github.com/shirou/gopsutil/v4/process"

	"workbook/shared/lab/recording"
	"workbook/shared/stage"
)

const (
	// rest is how long after an event to wait with the look: the server should
	// have done what it does about it, undisturbed.
	rest = 5 * time.Millisecond

	// share is how much longer than a look the pause after it is, at least. So
	// however many goroutines there are, looks cost little.
	share = 9
)

// A Server is a stage that runs.
type Server struct {
	Stage   stage.Stage
	Process *stage.Process
	Link    *Link
}

// Watch looks into a server again and again, and soon after every token of
// events, until ctx is done or the process has ended. Times count from begin.
func (s Server) Watch(ctx context.Context, begin time.Time, every time.Duration, events <-chan struct{}) []recording.Sample {
	w := &watcher{Server: s, begin: begin, reader: newReader(s.Stage)}
	w.stats, _ = process.NewProcess(int32(s.Process.PID()))
	w.silent = s.Link.join(ctx) != nil
	for {
		begun := time.Now()
		w.look(ctx)
		cost := time.Since(begun)
		if !w.pause(ctx, max(rest, share*cost), max(every, share*cost), events) {
			return w.samples
		}
	}
}

// A watcher is a server that is being watched.
type watcher struct {
	Server
	begin   time.Time
	reader  *reader
	stats   *process.Process
	silent  bool // the process does not tell its stacks
	samples []recording.Sample
}

// pause waits for the time of the next look: at most so long, or until there has
// been an event, but not less than a short while. It returns false if there is
// none.
func (w *watcher) pause(ctx context.Context, short, long time.Duration, events <-chan struct{}) bool {
	next := time.NewTimer(long)
	defer next.Stop()
	for {
		select {
		case <-next.C:
			return true
		case <-events:
			next.Reset(short)
			events = nil // enough for now: they are all looked at together
		case <-ctx.Done():
			return false
		case <-w.Process.Exited():
			return false
		}
	}
}

// look takes a sample.
func (w *watcher) look(ctx context.Context) {
	var s recording.Sample
	if !w.silent {
		stacks, err := w.Link.ask(ctx)
		w.silent = err != nil
		if err == nil {
			s.Places, s.Goroutines = w.reader.read(stacks)
		}
	}
	s.Queue = acceptQueue(w.Process.Addr)
	w.measure(&s)
	if ctx.Err() == nil {
		w.keep(s, time.Since(w.begin))
	}
}

// keep adds a sample, or makes the last one longer if there is nothing new.
func (w *watcher) keep(s recording.Sample, at time.Duration) {
	if n := len(w.samples); n > 0 {
		last := &w.samples[n-1]
		s.At, s.Until = last.At, last.Until
		if reflect.DeepEqual(*last, s) {
			last.Until = at
			return
		}
	}
	s.At, s.Until = at, at
	w.samples = append(w.samples, s)
}

// measure adds what the system knows of the process.
func (w *watcher) measure(s *recording.Sample) {
	if w.stats == nil {
		return
	}
	if n, err := w.stats.NumThreads(); err == nil {
		s.Threads = int(n)
	}
	if m, err := w.stats.MemoryInfo(); err == nil {
		s.Memory = int64(m.RSS)
	}
	s.Files = openFiles(w.stats)
	if s.Files > 0 && w.Link.conn != nil {
		s.Files-- // the connection to the lab is not the stage's
	}
}
