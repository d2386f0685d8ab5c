package main

import (
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

// What this stage cures.
func TestNobodyWaitsForASilentClient(t *testing.T) {
	require.True(t, servertest.Answered(t, stage, 1))
	require.True(t, servertest.Answered(t, stage, 1000))
}

// What still hurts: nobody counts the goroutines.
func TestAGoroutineForEveryClient(t *testing.T) {
	require.Equal(t, 1000, servertest.Goroutines(t, stage, 1000))
}

func TestDiffersFromStage01ByOneWord(t *testing.T) {
	require.LessOrEqual(t, servertest.ChangedLines(t, "01-blocking", "02-goroutines"), 6)
}
