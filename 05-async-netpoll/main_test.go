package main

import (
	"net"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"workbook/shared/servertest"
)

var stage = servertest.Stage{
	Name:        "05-async-netpoll",
	New:         func() servertest.Server { return &Server{Loops: 1} },
	Drains:      true,
	SocketsOnly: true,
}

// severalLoops deals its clients out.
var severalLoops = servertest.Stage{
	New:         func() servertest.Server { return &Server{Loops: 3} },
	Drains:      true,
	SocketsOnly: true,
}

// portable takes readiness from package net, which is all that Windows gives.
var portable = servertest.Stage{
	New:    func() servertest.Server { return &Server{Loops: 1, newPoller: newNetPoller} },
	Drains: true,
}

func TestMain(m *testing.M) { servertest.Main(m) }

func TestConformance(t *testing.T)             { servertest.Run(t, stage) }
func TestConformanceSeveralLoops(t *testing.T) { servertest.Run(t, severalLoops) }
func TestConformancePortable(t *testing.T)     { servertest.Run(t, portable) }

func TestConformancePortableSeveralLoops(t *testing.T) {
	servertest.Run(t, servertest.Stage{
		New:    func() servertest.Server { return &Server{Loops: 3, newPoller: newNetPoller} },
		Drains: true,
	})
}

func TestClientsAreDealtOut(t *testing.T) {
	server := &Server{Loops: 3, newPoller: newNetPoller}
	dealing := portable
	dealing.New = func() servertest.Server { return server }
	servertest.InMemory(t, dealing, func(dial func() net.Conn) {
		for range 6 {
			dial()
		}
		synctest.Wait()
		server.mu.Lock()
		defer server.mu.Unlock()
		for i, l := range server.loops {
			require.Equal(t, 2, l.count, "loop %d", i)
		}
	})
}

// The goroutines of the portable poller tell late what has happened if the machine
// is busy. The shutdown has to look again.
func TestShutdownAnswersWhoIsNoticedLate(t *testing.T) {
	require.True(t, servertest.AnswersWhoIsNoticedLate(t, portable, lastCall*3/2))
	require.False(t, servertest.AnswersWhoIsNoticedLate(t, portable, lastCall*7/2), "it cannot wait for ever")
}

// What this stage cures: silent clients hold up nobody, however many there are.
func TestCuresSilentClients(t *testing.T) {
	require.True(t, servertest.Answered(t, portable, 1000))
}

// What this stage cures: a silent client costs no goroutine, only some memory,
// and no more of it however many there are.
func TestCuresMemoryForEveryClient(t *testing.T) {
	p, err := newPoller()
	require.NoError(t, err)
	defer p.close()
	if _, ok := p.(*netPoller); ok {
		t.Skip("this system has neither epoll nor kqueue")
	}
	enough := 128.0
	if runtime.GOOS != "linux" {
		enough = 0.2 * 1024 // unix.Accept leaves garbage behind
	}
	t.Parallel()
	program := stage.Build(t)
	few, many := program.MemoryPerClient(t, 2_000), program.MemoryPerClient(t, 10_000)
	t.Logf("%.0f bytes for each of 2,000 clients, %.0f for each of 10,000", few, many)
	require.Less(t, many, enough, "bytes of memory for each client")
	require.Less(t, many, 1.5*few, "memory for each client grows with their number")
}

// What still hurts: a job that takes long stalls the loop, and every client.
func TestHurtsSlowJobStallsTheLoop(t *testing.T) {
	server := &Server{Loops: 1, newPoller: newNetPoller}
	stalled := portable
	stalled.New = func() servertest.Server { return server }
	servertest.InMemory(t, stalled, func(dial func() net.Conn) {
		client := dial()
		synctest.Wait()
		release := make(chan struct{})
		server.mu.Lock()
		go server.loops[0].do(func() { <-release })
		server.mu.Unlock()
		synctest.Wait()

		reply := servertest.Ask(client, "hello\n")
		synctest.Wait()
		require.Empty(t, reply, "who has answered, if the loop is stalled?")
		close(release)
		synctest.Wait()
		require.Equal(t, "HELLO\n", <-reply)
	})
}

func TestRefusesToHaveNoLoops(t *testing.T) {
	t.Parallel()
	stage.Build(t).Refuses(t, "-loops", "-loops", "0")
}
