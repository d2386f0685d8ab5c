// Package servertest is the suite that every stage of the workbook passes. It
// knows the protocol and what every stage promises, and it is told the traits
// in which stages differ. A trait is tested both ways: a stage that says it
// serves one client at a time must make the second wait.
//
// What blocks is proved in memory, where "everything has come to rest and there
// is still no answer" is a fact (see [Answered]). What a hostile client can do
// is tried over real TCP, and what a program promises (flags, log, signals,
// memory) on the built program.
package servertest

import (
	"context"
	"flag"
	"io"
	"log"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// A Stage tells the suite what to test, and what to expect.
type Stage struct {
	Name string   // of the folder
	Args []string // for the built program, so that it has the same traits

	// New returns a server that has not begun.
	New func() Server

	// AtOnce is how many clients the server looks after at a time. 0 means any
	// number.
	AtOnce int

	// Drains says whether Shutdown, or a signal, lets the server answer what
	// has been sent before. A server that does not drain stops accepting and
	// dies with its process.
	Drains bool

	// SocketsOnly says that the server needs sockets of the operating system,
	// and cannot be tried in memory.
	SocketsOnly bool
}

// A Server is what the suite starts and stops. Stages 03 to 05 have one; [Func]
// makes one of the others.
type Server interface {
	Serve(net.Listener) error
	Shutdown(context.Context) error
}

// Func is a server that is a function: it serves until its listener is closed.
func Func(serve func(net.Listener) error) Server { return &funcServer{serve: serve} }

type funcServer struct {
	serve func(net.Listener) error
}

func (f *funcServer) Serve(listener net.Listener) error {
	return f.serve(listener)
}

func (f *funcServer) Shutdown(context.Context) error { return nil }

// Main is for TestMain: it keeps the servers' log out of the way and fails when
// a goroutine is left behind at the end.
func Main(m *testing.M) {
	log.SetOutput(io.Discard)
	flag.Set("test.parallel", "8") // the default; most tests wait, and not for a processor
	flag.Set("rapid.checks", "10") // the default; RandomConversations says how to do more
	flag.Set("rapid.nofailfile", "true")
	goleak.VerifyTestMain(m)
}

// Run runs the whole suite. Its parts run side by side, but for those that count
// the goroutines of this process.
func Run(t *testing.T, s Stage) {
	t.Run("Memory", s.testMemory)
	t.Run("NothingIsLeftBehind", s.testNothingIsLeftBehind)
	t.Run("TCP", s.testTCP)
	t.Run("Drain", s.testDrain)
	t.Run("Attacks", s.testAttacks)
	t.Run("Program", s.testProgram)
	t.Run("Environment", s.testEnvironment)
	t.Run("Soak", s.testSoak)
}

// inParallel runs tests side by side.
func inParallel(t *testing.T, tests map[string]func(*testing.T)) {
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

// limit is how long anything may take that must happen. It is reached only when
// a test fails, so it may be generous to slow machines.
const limit = 20 * time.Second

// serving is a server that runs.
type serving struct {
	t        tester
	server   Server
	listener net.Listener
	ended    chan struct{}
}

// serve runs a server on listener until the test ends.
func (s Stage) serve(t tester, listener net.Listener) *serving {
	r := &serving{t: t, server: s.New(), listener: listener, ended: make(chan struct{})}
	go func() {
		defer close(r.ended)
		r.server.Serve(listener)
	}()
	t.Cleanup(r.stop)
	return r
}

// stop ends the server and waits until it has ended. Clients that are still
// connected are cut off.
func (r *serving) stop() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		r.server.Shutdown(ctx)
		r.listener.Close()
		<-r.ended
	}()
	select {
	case <-stopped:
	case <-time.After(limit):
		require.Fail(r.t, "the server does not end")
	}
}

// listen returns a listener on a free port of this machine.
func listen(t tester) *net.TCPListener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	return listener.(*net.TCPListener)
}

// serveTCP runs a server on a free port, and returns its address.
func (s Stage) serveTCP(t tester) (addr string, r *serving) {
	listener := listen(t)
	return listener.Addr().String(), s.serve(t, listener)
}

// eventually waits for something to become true that nothing announces.
func eventually(t testing.TB, otherwise string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); !condition(); time.Sleep(time.Millisecond) {
		require.True(t, time.Now().Before(deadline), otherwise)
	}
}
