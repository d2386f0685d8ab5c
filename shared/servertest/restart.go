package servertest

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var restarts = flag.Int("restarts", 6, "how often RestartsUnderLoad restarts each server")

// testRestartsUnderLoad ends and restarts a server, again and again, in the
// middle of the conversations of several clients who come back. No reply that
// had been earned is lost: what a client has sent before the signal is answered,
// however much of it the server has seen by then.
//
// The promise has a limit. It is for clients who read these answers before they
// say more: to a client that talks to a server which has closed, the server's
// kernel sends a reset, and what the client has not read may be lost.
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
	for i := range *restarts {
		r := p.start(t) // on another port: the last one may have gone to another program
		l := &load{addr: r.Addr}
		left := make(chan error, guests)
		for number := range guests {
			go func() { left <- l.visits(number) }()
		}
		enough := rand.Int64N(50) // any moment will do, the beginning too
		eventually(t, "nobody is answered", func() bool { return l.answered.Load() >= enough || len(left) > 0 })
		sig := signals()[i%len(signals())]
		l.end(func() { require.NoError(t, r.Signal(sig)) })
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

var errEnded = errors.New("the server has been told to end")

// before calls f before the load ends. When it is too late for that, it returns
// errEnded.
func (l *load) before(f func() error) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.ended {
		return errEnded
	}
	return f()
}

// end ends the load, and calls f while nobody is in the middle of before.
func (l *load) end(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	f()
}

// visits lets a guest come, talk and leave, again and again, until the load ends.
func (l *load) visits(number int) error {
	line := strings.Repeat(fmt.Sprintf("guest %d, größer; ", number), 500) + "\n"
	g := guest{line: line, answer: upper(line), talksOn: number%2 == 0}
	for {
		switch err := l.visit(g); {
		case err == errEnded:
			return nil
		case err != nil:
			return fmt.Errorf("guest %d: %w", number, err)
		}
	}
}

// A guest is a client that always says the same.
type guest struct {
	*net.TCPConn
	line, answer string
	owed         int  // lines
	talksOn      bool // when the server has been told to end, and all owed lines are read
}

// visit is one visit. When the load ends in its course, the guest reads what it
// has earned. Then it says no more, and the server leaves; or it talks on.
func (l *load) visit(g guest) error {
	err := l.before(func() error {
		conn, err := net.DialTimeout("tcp", l.addr, limit)
		if err == nil {
			g.TCPConn = conn.(*net.TCPConn)
		}
		return err
	})
	if err != nil {
		return err
	}
	defer g.Close()
	if err := g.SetDeadline(time.Now().Add(limit)); err != nil {
		return err
	}
	ended := l.talk(&g)
	if ended != nil && ended != errEnded {
		return ended
	}
	switch err := g.read(); {
	case err != nil:
		return err
	case ended == nil:
		return cmp.Or(g.CloseWrite(), g.expectEnd())
	case g.talksOn:
		return cmp.Or(g.talkOn(), errEnded)
	default:
		return cmp.Or(g.expectEnd(), errEnded)
	}
}

// talk sends lines, and reads their answers, but not at once.
func (l *load) talk(g *guest) error {
	for n := range 20 {
		if err := l.before(g.send); err != nil {
			return err
		}
		if n%5 == 4 {
			if err := g.read(); err != nil {
				return err
			}
			l.answered.Add(5)
		}
	}
	return nil
}

func (g *guest) send() error {
	g.owed++
	_, err := io.WriteString(g, g.line)
	return err
}

// read expects the answers to all lines that have been sent.
func (g *guest) read() error {
	answer := make([]byte, len(g.answer))
	for ; g.owed > 0; g.owed-- {
		if n, err := io.ReadFull(g, answer); err != nil {
			return fmt.Errorf("%d bytes of an answer, with %d more owed: %w", n, g.owed-1, err)
		}
		if string(answer) != g.answer {
			return errWrong
		}
	}
	return nil
}

// expectEnd expects that the server has closed, and that nothing comes before.
func (g *guest) expectEnd() error {
	n, err := io.Copy(io.Discard, g)
	if n > 0 {
		return fmt.Errorf("%w: nothing more was owed, but %d bytes came", errWrong, n)
	}
	return err
}

// talkOn asks a server that is about to close, or has closed. It may give no
// answer, but no wrong one.
func (g *guest) talkOn() error {
	for range 5 {
		switch err := cmp.Or(g.send(), g.read()); {
		case errors.Is(err, errWrong):
			return err
		case err != nil:
			return nil
		}
	}
	return nil
}
