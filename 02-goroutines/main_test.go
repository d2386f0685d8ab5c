package main

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/servertest"
)

var stage = servertest.Stage{
	Name: "02-goroutines",
	New:  func() servertest.Server { return servertest.Func(serve) },
}

func TestMain(m *testing.M) { servertest.Main(m) }

func TestConformance(t *testing.T) { servertest.Run(t, stage) }

// Whoever closes the listener: main must learn why nobody accepts any more.
func TestServeTellsWhyItHasEnded(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	require.ErrorIs(t, serve(listener), net.ErrClosed)
}

// What this stage cures: nobody waits for a stranger.
func TestCuresSilentClient(t *testing.T) {
	require.True(t, servertest.Answered(t, stage, 1))
	require.True(t, servertest.Answered(t, stage, 1000))
}

// What still hurts: nobody counts the goroutines.
func TestHurtsGoroutineForEveryClient(t *testing.T) {
	require.Equal(t, 1000, servertest.Goroutines(t, stage, 1000))
}

// What still hurts: Ctrl-C cuts clients off in mid-sentence.
func TestHurtsCtrlC(t *testing.T) {
	t.Parallel()
	require.False(t, stage.Build(t).Finishes(t))
}

// The cure is one word: go.
func TestDiffFromStage01(t *testing.T) {
	require.LessOrEqual(t, servertest.ChangedLines(t, "01-blocking", "02-goroutines"), 6)
}
