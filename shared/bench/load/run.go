package load

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// A Window is when to measure: for Length, after the load has run for Warm.
type Window struct {
	Warm, Length time.Duration

	// Begin and End, if not nil, are called when it opens and when it closes.
	Begin, End func()
}

// A Result is what has been seen in a window: one message at least. Messages that
// were under way when it opened count, those that were when it closed do not.
type Result struct {
	Messages int64
	Length   time.Duration           // how long it was open in fact
	Latency  *hdrhistogram.Histogram // from send to reply, in nanoseconds
}

// The phases of a load.
const (
	warming = iota
	measuring
	over
)

// A tally is what clients have in common during a load.
type tally struct {
	phase  atomic.Int32
	failed chan struct{} // closed with the first error
	once   sync.Once
	err    error
	some   chan struct{} // closed with the first message that counts
	first  sync.Once
	shards []shard
}

// A shard is the histogram of some of the clients. One for all would be a queue
// for them, one for each a few gigabytes.
type shard struct {
	mu sync.Mutex
	*hdrhistogram.Histogram
}

// shards is how many histograms a tally has.
const shards = 8

func newTally() *tally {
	t := &tally{failed: make(chan struct{}), some: make(chan struct{}), shards: make([]shard, shards)}
	for i := range t.shards {
		t.shards[i].Histogram = newHistogram()
	}
	return t
}

// newHistogram returns one for a nanosecond to a minute, to three digits.
func newHistogram() *hdrhistogram.Histogram { return hdrhistogram.New(1, int64(time.Minute), 3) }

// record notes that a message of a client has taken so long.
func (t *tally) record(client int, took time.Duration) {
	if t.phase.Load() != measuring {
		return
	}
	s := &t.shards[client%shards]
	s.mu.Lock()
	s.RecordValue(min(int64(took), int64(time.Minute)))
	s.mu.Unlock()
	t.first.Do(func() { close(t.some) })
}

// fail notes the first error and ends the load.
func (t *tally) fail(err error) {
	t.once.Do(func() {
		t.err = err
		t.phase.Store(over)
		close(t.failed)
	})
}

func (t *tally) hasFailed() bool {
	select {
	case <-t.failed:
		return true
	default:
		return false
	}
}

// result adds up.
func (t *tally) result(length time.Duration) Result {
	sum := newHistogram()
	for i := range t.shards {
		sum.Merge(t.shards[i].Histogram)
	}
	return Result{Messages: sum.TotalCount(), Length: length, Latency: sum}
}

// open waits for the window, holds it open, and closes it. It returns how long
// it was open: longer than it should be if there was no message in it.
func (t *tally) open(ctx context.Context, w Window) time.Duration {
	t.pause(ctx, w.Warm)
	if w.Begin != nil {
		w.Begin()
	}
	begun := time.Now()
	t.phase.CompareAndSwap(warming, measuring)
	t.pause(ctx, w.Length)
	t.waitForSome(ctx)
	t.phase.Store(over)
	length := time.Since(begun)
	if w.End != nil {
		w.End()
	}
	return length
}

// pause lets time pass, unless the load ends early.
func (t *tally) pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-t.failed:
	case <-ctx.Done():
	}
}

// waitForSome waits for the first message that counts.
func (t *tally) waitForSome(ctx context.Context) {
	select {
	case <-t.some:
	case <-t.failed: // with the client that has lost its patience, if not before
	case <-ctx.Done():
	}
}

// Run makes every client send its messages, one after the other. The first error
// of a client ends it.
func (all *Clients) Run(ctx context.Context, w Window) (Result, error) {
	t := newTally()
	stop := context.AfterFunc(ctx, all.Close)
	defer stop()
	var running sync.WaitGroup
	for i, c := range all.clients {
		c.patient(w.Warm + w.Length + Patience)
		running.Go(func() { c.run(t, i) })
	}
	length := t.open(ctx, w)
	if t.hasFailed() { // no use in waiting for the others
		all.Close()
	}
	running.Wait()
	if ctx.Err() != nil {
		return Result{}, ctx.Err()
	}
	return t.result(length), t.err
}

// run asks and asks until the load is over.
func (c *client) run(t *tally, number int) {
	for t.phase.Load() != over {
		asked := time.Now()
		if err := c.ask(); err != nil {
			t.fail(fmt.Errorf("client %d: %w", number, err))
			return
		}
		t.record(number, time.Since(asked))
	}
}
