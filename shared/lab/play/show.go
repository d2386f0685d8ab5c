package play

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"workbook/shared/lab/scenario"
)

const (
	// apart is how long after one another clients connect. A server with a
	// goroutine for each of them may otherwise log them in any order.
	apart = 10 * time.Millisecond

	// late is how often a step looks whether it can be taken, that could have been
	// if the machine were not so busy.
	late = time.Millisecond
)

// A show is what those who play share. It keeps the steps in their order however
// late a busy machine makes them: otherwise the story would change.
type show struct {
	steps   []scenario.Step
	turns   map[string]turn // to connect, by client
	busy    sync.WaitGroup  // those who have something to do still
	staying atomic.Bool     // some have not, but are still there
	curtain chan struct{}   // is closed when the play is over

	mu       sync.Mutex // guards what follows
	taken    []bool     // which steps have been
	finished map[string]bool
	visits   map[string]*visit
}

// A turn makes clients connect in the scenario's order.
type turn struct {
	before *turn         // nil: nobody
	over   chan struct{} // is closed when the client has connected, or never will
	when   *time.Time    // that was
}

func newShow(s scenario.Scenario) *show {
	g := &show{
		steps:    s.Steps,
		turns:    make(map[string]turn),
		curtain:  make(chan struct{}),
		taken:    make([]bool, len(s.Steps)),
		finished: make(map[string]bool),
		visits:   make(map[string]*visit),
	}
	var before *turn
	for _, step := range s.Steps {
		if _, again := g.turns[step.Client]; again || step.Do != scenario.Connect {
			continue // only the first time counts
		}
		next := turn{before: before, over: make(chan struct{}), when: new(time.Time)}
		g.turns[step.Client], before = next, &next
	}
	g.busy.Add(len(g.turns) + 1) // and the server
	return g
}

// cue waits until the steps before the one with this index have been taken. It
// takes no notice of those that wait for a reply, for that is the story. It
// returns false when ctx is done before.
func (g *show) cue(ctx context.Context, index int) bool {
	for !g.canTake(index) {
		if !waitFor(ctx, time.Now().Add(late)) {
			return false
		}
	}
	return true
}

// canTake says whether it is a step's turn. If so, it counts as taken.
func (g *show) canTake(index int) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, step := range g.steps[:index] {
		if g.taken[i] || g.finished[step.Client] {
			continue
		}
		if v := g.visits[step.Client]; v == nil || !v.waits() {
			return false
		}
	}
	g.taken[index] = true
	return true
}

// enter makes it known that a client is there, or, with nil, that it is not.
func (g *show) enter(client string, v *visit) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.visits[client] = v
}

// finish makes it known that somebody takes no more steps.
func (g *show) finish(who string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.finished[who] = true
	g.busy.Done()
}

// await waits for the turn to connect.
func (t turn) await(ctx context.Context) {
	if t.before == nil {
		return
	}
	select {
	case <-t.before.over:
		waitFor(ctx, t.before.when.Add(apart))
	case <-ctx.Done():
	}
}

// pass lets the next client connect.
func (t turn) pass() {
	select {
	case <-t.over: // it may already
	default:
		*t.when = time.Now()
		close(t.over)
	}
}
