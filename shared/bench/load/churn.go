package load

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Churn makes n clients come and go: each connects, sends one line, waits for
// the reply, leaves, and comes again. The result's messages are such visits, and
// a visit's latency is from connecting to the reply.
func Churn(ctx context.Context, addr string, n int, text Text, w Window) (Result, error) {
	t := newTally()
	visits, cancel := context.WithCancel(ctx)
	defer cancel()
	var running sync.WaitGroup
	for number := range n {
		running.Go(func() { churn(visits, t, addr, number, text) })
	}
	length := t.open(ctx, w)
	if t.hasFailed() { // no use in waiting for the others
		cancel()
	}
	running.Wait()
	if ctx.Err() != nil {
		return Result{}, ctx.Err()
	}
	return t.result(length), t.err
}

// churn pays one visit after the other until the load is over.
func churn(ctx context.Context, t *tally, addr string, number int, text Text) {
	for t.phase.Load() != over {
		begun := time.Now()
		if err := visit(ctx, addr, number, text); err != nil {
			t.fail(fmt.Errorf("client %d: %w", number, err))
			return
		}
		t.record(number, time.Since(begun))
	}
}

// visit connects, asks once, and leaves.
func visit(ctx context.Context, addr string, number int, text Text) error {
	c, err := dial(ctx, addr, number, text)
	if err != nil {
		return err
	}
	defer c.close()
	stop := context.AfterFunc(ctx, c.close)
	defer stop()
	c.patient(Patience)
	return c.ask()
}
