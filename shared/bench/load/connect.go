package load

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// dialers is how many clients connect at a time. It is less than the shortest
// queue that a system keeps of clients whom the server has not accepted: 128, on
// macOS.
const dialers = 64

// confirmations is how often one client has to leave, and exactly one other be
// answered, until that is no coincidence.
const confirmations = 2

// Clients are connected, and have been answered once.
type Clients struct {
	Limited bool // the server does not serve more of them at a time
	clients []*client
}

// Len returns how many there are.
func (c *Clients) Len() int { return len(c.clients) }

// Close disconnects all of them.
func (c *Clients) Close() {
	for _, client := range c.clients {
		client.close()
	}
}

// A newcomer is a client that has been answered, or why it has not been.
type newcomer struct {
	*client
	err error
}

// Connect connects n clients. A client counts when it has been answered.
//
// Some servers serve only so many clients at a time, and the others have to
// wait. That is found out, and not guessed from the time that passes: when for a
// while no newcomer is answered, one client leaves. If then exactly one other is
// answered, and the same happens once more, the server has as many hands as there
// are clients; the rest give up and the Clients are Limited. If nobody is
// answered, that is an error.
func Connect(ctx context.Context, addr string, n int, text Text, while time.Duration) (*Clients, error) {
	arriving, cancel := context.WithCancel(ctx)
	newcomers := arrive(arriving, addr, n, text)
	all := new(Clients)
	err := all.gather(newcomers, n, while)
	cancel() // those that still wait give up
	for late := range newcomers {
		if late.client != nil {
			late.close()
		}
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		all.Close()
		return nil, err
	}
	return all, nil
}

// arrive lets n clients connect and ask, a few at a time.
func arrive(ctx context.Context, addr string, n int, text Text) <-chan newcomer {
	newcomers := make(chan newcomer)
	numbers := make(chan int, n)
	for number := range n {
		numbers <- number
	}
	close(numbers)
	var dialing sync.WaitGroup
	for range min(n, dialers) {
		dialing.Go(func() {
			for number := range numbers {
				if ctx.Err() != nil {
					return
				}
				client, err := introduce(ctx, addr, number, text)
				newcomers <- newcomer{client, err}
			}
		})
	}
	go func() {
		dialing.Wait()
		close(newcomers)
	}()
	return newcomers
}

// introduce connects a client and waits for its first reply, until ctx is done.
func introduce(ctx context.Context, addr string, number int, text Text) (*client, error) {
	c, err := dial(ctx, addr, number, text)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, c.close)
	err = c.ask()
	if stop(); err != nil {
		c.close()
		return nil, fmt.Errorf("client %d: %w", number, err)
	}
	return c, nil
}

// ErrSilence is that of a server that has stopped answering newcomers.
var ErrSilence = errors.New("the server does not answer")

// gather collects newcomers until there are n, or the server serves no more.
func (all *Clients) gather(newcomers <-chan newcomer, n int, while time.Duration) error {
	left, since, news := 0, 0, time.Now() // who has left, and who has come since then
	silence := time.NewTimer(while)
	defer silence.Stop()
	for confirmed := 0; len(all.clients)+left < n; silence.Reset(while) {
		select {
		case c, ok := <-newcomers:
			if !ok { // interrupted
				return ErrSilence
			}
			if c.err != nil {
				return c.err
			}
			all.clients = append(all.clients, c.client)
			since, news = since+1, time.Now()
			continue
		case <-silence.C:
		}
		switch {
		case since == 0 && time.Since(news) < Patience:
			continue // the machine may be busy
		case since == 0:
			return fmt.Errorf("%w: %d of %d clients have been answered, and then nobody for %v",
				ErrSilence, len(all.clients), n, Patience)
		case left > 0 && since == 1:
			confirmed++
		default:
			confirmed = 0
		}
		if all.Limited = confirmed == confirmations; all.Limited {
			return nil
		}
		all.leave()
		left, since, news = left+1, 0, time.Now()
	}
	return nil
}

// leave lets the client go that came first.
func (all *Clients) leave() {
	all.clients[0].close()
	all.clients = all.clients[1:]
}
