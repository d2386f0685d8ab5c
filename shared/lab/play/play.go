// Package play plays a scenario against a server and records what happens.
package play

import (
	"context"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/scenario"
)

const (
	// overtime is how much longer than the scenario's length a play may take.
	// A client that has no reply by then gets none.
	overtime = 3 * time.Second

	// settleTime is how long the server may take to log that everybody has left.
	settleTime = time.Second
)

// A Server is what a scenario is played against.
type Server struct {
	Addr string

	// Of a server that is not the lab's own process, these are nil.
	Signal func(os.Signal) error // sends its process a signal
	Ended  <-chan struct{}       // is closed when the recorder knows that its process has ended
}

// Play plays a scenario against a server, from r's beginning on. It returns what
// r has recorded when all clients are done, or ctx is.
func Play(ctx context.Context, server Server, s scenario.Scenario, r *Recorder) recording.Recording {
	limited, cancel := context.WithDeadline(ctx, r.start.Add(s.Length+overtime))
	defer cancel()
	show := newShow(s)
	var plays sync.WaitGroup
	for _, name := range s.Clients() {
		c := &client{name: name, addr: server.Addr, recorder: r, show: show}
		plays.Go(func() { c.act(limited) })
	}
	plays.Go(func() { server.act(limited, show, r) })
	show.busy.Wait()
	if show.staying.Load() {
		waitFor(limited, r.start.Add(s.Length))
	}
	close(show.curtain)
	plays.Wait()
	length := s.Length
	if limited.Err() != nil { // some client waits still
		length = max(length, time.Since(r.start))
	}
	if server.Signal != nil {
		r.settle(ctx)
	}
	done := r.Recording()
	done.Scenario, done.About, done.Length = s.Name, s.About, length
	return done
}

// act sends the server its signals, and waits until it has ended of them.
func (s Server) act(ctx context.Context, show *show, r *Recorder) {
	defer show.finish(scenario.Server)
	signals := 0
	for i, step := range show.steps {
		if step.Client != scenario.Server {
			continue
		}
		if s.Signal == nil || !waitFor(ctx, r.start.Add(step.At)) || !show.cue(ctx, i) {
			return
		}
		signals++
		sig, name := signalOf(step.Do)
		r.add(recording.Event{Source: recording.Lab, Kind: recording.Signal, Text: name})
		if s.Signal(sig) != nil {
			return // it has ended
		}
	}
	if signals > 0 {
		select {
		case <-s.Ended:
		case <-ctx.Done():
		}
	}
}

// signalOf returns the signal that a step sends here, and its name.
func signalOf(do scenario.Action) (os.Signal, string) {
	if do == scenario.Terminate && runtime.GOOS != "windows" {
		return syscall.SIGTERM, string(scenario.Terminate)
	}
	return os.Interrupt, string(scenario.Interrupt)
}

// waitFor waits for a point in time, and says whether it has come.
func waitFor(ctx context.Context, at time.Time) bool {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// settle waits for the last lines of the log.
func (r *Recorder) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	for !r.settled() {
		select {
		case <-r.changed:
		case <-ctx.Done():
			return
		}
	}
}
