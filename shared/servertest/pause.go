package servertest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/shirou/gopsutil/v4/process"
	"github.com/stretchr/testify/require"
)

// How long a program is stopped. The deadlines of a shutdown are a tenth of a
// second for each look for clients and text, and three seconds for everything.
const (
	beyondLastCall = 300 * time.Millisecond
	beyondPatience = 3200 * time.Millisecond
)

// testStopAndContinue stops the program, as Ctrl-Z does or a machine that goes to
// sleep, while clients go on: some are connected and speak, others connect.
// To them it is a slow server. When it goes on, all are answered.
func (p Program) testStopAndContinue(t *testing.T) {
	p.needsStop(t)
	r := p.start(t)
	clients := p.hold(t, r.Addr)
	r.pause()
	for range 20 {
		clients = append(clients, dial(t, r.Addr)) // the kernel says yes
	}
	for i, c := range clients {
		c.send(fmt.Sprintf("I am number %d, größer\n", i))
	}
	time.Sleep(beyondLastCall)
	r.goOn()
	for i, c := range clients { // in the order in which a pool looks after them
		c.expect(upper(fmt.Sprintf("I am number %d, größer\n", i)))
		c.leave()
	}
	visit(t, r.Addr)
}

// needsStop skips a test where no program can be stopped.
func (p Program) needsStop(t *testing.T) {
	if stopSignal == nil {
		t.Skip("this system has no signal that stops a program")
	}
}

// hold connects as many clients as the server looks after at a time, or 20, and
// lets each ask, so that it does.
func (p Program) hold(t *testing.T, addr string) (clients []*client) {
	t.Helper()
	n := p.AtOnce
	if n == 0 {
		n = 20
	}
	for range n {
		c := dial(t, addr)
		c.ask("here I am")
		clients = append(clients, c)
	}
	return clients
}

// pause stops the program, and returns when it has stopped.
func (r *running) pause() {
	r.t.Helper()
	require.NoError(r.t, r.Signal(stopSignal))
	eventually(r.t, "the program does not stop", func() bool {
		status, err := r.stats.Status()
		require.NoError(r.t, err)
		return slices.Contains(status, process.Stop)
	})
}

// goOn lets the program go on.
func (r *running) goOn() {
	r.t.Helper()
	require.NoError(r.t, r.Signal(continueSignal))
}

// testStopWhileDraining stops the program in the middle of a graceful shutdown.
// When it goes on, its clock has jumped: deadlines have passed that it has not
// seen coming. What had been sent before is answered all the same, unless the
// jump was longer than the server's patience with its clients, a few seconds:
// then it may cut them off, as it may any client that takes so long to read.
func (p Program) testStopWhileDraining(t *testing.T) {
	p.needsStop(t)
	if !p.Drains {
		t.Skip("it simply dies, as Signals shows")
	}
	inParallel(t, map[string]func(*testing.T){
		"AtOnce":            func(t *testing.T) { p.stopAtBeginning(t, 0) },
		"Soon":              func(t *testing.T) { p.stopAtBeginning(t, time.Millisecond) },
		"Later":             func(t *testing.T) { p.stopAtBeginning(t, 4*time.Millisecond) },
		"WhileItAnswers":    p.testStopWhileAnswering,
		"BeyondItsPatience": p.testStopBeyondPatience,
	})
}

// stopAtBeginning lets a shutdown begin when many clients wait to be accepted and
// nothing they have sent has been read. Soon after, in the midst of that, it stops
// the program for longer than the program looks for clients and text.
func (p Program) stopAtBeginning(t *testing.T, soon time.Duration) {
	r := p.start(t)
	clients := p.hold(t, r.Addr)
	r.pause()
	for range mostInQueue(100) {
		clients = append(clients, dial(t, r.Addr))
	}
	for _, c := range clients {
		c.send("größer\n")
	}
	require.NoError(t, r.Signal(syscall.SIGTERM)) // it comes when the program goes on
	r.goOn()
	time.Sleep(soon)
	if err := r.Signal(stopSignal); !errors.Is(err, os.ErrProcessDone) { // on a busy machine, soon may be late
		require.NoError(t, err)
		time.Sleep(beyondLastCall)
		r.goOn()
	}
	for _, c := range clients {
		c.expect("GRÖSSER\n")
		c.expectEnd()
	}
	require.Zero(t, r.end())
}

func (p Program) testStopWhileAnswering(t *testing.T) {
	r := p.start(t)
	c := dial(t, r.Addr)
	sent := sendUntilFull(t, c)
	require.NoError(t, r.Signal(os.Interrupt))
	dialUntilRefused(t, r.Addr) // the shutdown is under way
	r.pause()
	time.Sleep(beyondLastCall)
	r.goOn()
	got, err := io.ReadAll(c.r)
	require.NoError(t, err)
	require.Equal(t, sent, len(got))
	require.Zero(t, r.end())
}

func (p Program) testStopBeyondPatience(t *testing.T) {
	r := p.start(t)
	c := dial(t, r.Addr)
	sent := sendUntilFull(t, c)
	require.NoError(t, r.Signal(os.Interrupt))
	dialUntilRefused(t, r.Addr)
	r.pause()
	time.Sleep(beyondPatience)
	r.goOn()
	require.Zero(t, r.end())
	got, _ := io.ReadAll(c.r) // cut off, the client may see an error or an end
	require.Less(t, len(got), sent, "it must have been cut off: it did not read")
	require.Equal(t, strings.Repeat("A", len(got)), string(got))
}
