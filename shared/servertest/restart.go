package servertest

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

var restarts = flag.Int("restarts", 6, "how often RestartsUnderLoad restarts each server")

// testRestartsUnderLoad ends and restarts a server, again and again, in the
// middle of the conversations of several clients who come back. No reply that
// had been earned is lost: what a client has sent before the signal is answered,
// however much of it the server has seen by then.
//
// The promise has a limit. It is for clients who read these answers before they
// say more: when one talks to a server that has closed, its kernel is told so by a
// reset, and may throw away what has not been read.
//
// Each restart takes a quarter of a second, most of which the server looks
// whether more has come. This does fifty:
//
//	go test -run Conformance/Program/RestartsUnderLoad ./03-oop-style -restarts 50
func (p Program) testRestartsUnderLoad(t *testing.T) {
	if !p.Drains {
		t.Skip("this stage dies when it is told to stop, as Signals shows")
	}
	const guests = 8 // a pool has fewer workers
	for range *restarts {
		r := p.start(t) // on another port: this one may have gone to another program
		l := &load{addr: r.Addr}
		left := make(chan error, guests)
		for i := range guests {
			go func() { left <- l.visits(i%2 == 0) }()
		}
		enough := rand.Int64N(200) // any moment will do, the beginning too
		eventually(t, "nobody is answered", func() bool { return l.answered.Load() >= enough || len(left) > 0 })
		l.end(func() { require.NoError(t, r.Signal(syscall.SIGTERM)) })
		for range guests {
			require.NoError(t, <-left)
		}
		require.Zero(t, r.end())
	}
}

// A load is what several guests do to a server until it is told to end.
type load struct {
	addr     string
	answered atomic.Int64 // lines

	mu    sync.RWMutex
	ended bool
}

// end calls f while nobody is in the middle of before.
func (l *load) end(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	f()
}

// before calls f before the load ends. If it is too late for that, it returns
// errEnded.
func (l *load) before(f func() error) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.ended {
		return errEnded
	}
	return f()
}

var errEnded = errors.New("the server has been told to end")

// visits lets a guest come, talk and leave, again and again, until the load ends.
func (l *load) visits(talksOn bool) (err error) {
	for err == nil {
		err = l.visit(talksOn)
	}
	if err == errEnded {
		return nil
	}
	return err
}

// visit is one visit. When the load ends in its course, the guest reads what it
// has earned, and then waits for the server to leave, or talks on.
func (l *load) visit(talksOn bool) error {
	var c *talker
	err := l.before(func() (err error) {
		c, err = meet(l.addr, limit)
		return err
	})
	if err != nil {
		return err
	}
	defer c.conn.Close()
	switch err := l.talk(c); {
	case err == nil:
		return c.finish()
	case err != errEnded:
		return err
	}
	err = c.read(math.MaxInt)
	switch {
	case err == nil && talksOn:
		err = c.talkOn()
	case err == nil:
		err = c.expectEnd()
	}
	return cmp.Or(err, errEnded)
}

// talk sends lines and reads their answers, not always at once.
func (l *load) talk(c *talker) error {
	for line := range 12 {
		err := l.before(func() error { return c.send(fmt.Sprintf("line %d, größer\n", line)) })
		if err != nil {
			return err
		}
		if line%3 == 2 {
			if err := c.read(math.MaxInt); err != nil {
				return err
			}
			l.answered.Add(3)
		}
	}
	return nil
}

// talkOn asks a server that is about to close, or has closed. It may give no
// answer, but no wrong one.
func (c *talker) talkOn() error {
	for range 5 {
		err := errors.Join(c.send("and another one\n"), c.read(math.MaxInt))
		if err != nil && !errors.Is(err, errWrong) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}
