package inside

import (
	"context"
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

// A Keeper keeps what is seen.
type Keeper interface {
	// News returns a channel that has a token when something has happened.
	News() <-chan struct{}

	// Sample gets what was seen at a time. Its own times are not set.
	Sample(at time.Time, s recording.Sample)

	// Source gets each function in which goroutines have been seen, once.
	Source(recording.Excerpt)
}

// Watch looks into a server again and again, and soon after every token of the
// keeper's news, until ctx is done or the process has ended.
func (s Server) Watch(ctx context.Context, every time.Duration, to Keeper) {
	w := &watcher{Server: s, keeper: to, reader: newReader(s.Stage)}
	w.stats, _ = process.NewProcess(int32(s.Process.PID()))
	w.silent = s.Link.join(ctx) != nil
	for {
		begun := time.Now()
		w.look(ctx)
		cost := time.Since(begun)
		if !w.pause(ctx, max(rest, share*cost), max(every, share*cost), to.News()) {
			return
		}
	}
}

// A watcher is a server that is being watched.
type watcher struct {
	Server
	keeper Keeper
	reader *reader
	stats  *process.Process
	silent bool // the process does not tell its stacks
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
	if ctx.Err() != nil {
		return
	}
	for _, x := range w.reader.excerpts(s.Places) {
		w.keeper.Source(x)
	}
	w.keeper.Sample(time.Now(), s)
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
