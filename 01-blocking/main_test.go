package main

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/servertest"
)

var stage = servertest.Stage{
	Name:   "01-blocking",
	New:    func() servertest.Server { return servertest.Func(serve) },
	AtOnce: 1,
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

// What still hurts: one silent client holds up everybody.
func TestHurtsSilentClientHoldsUpEverybody(t *testing.T) {
	require.True(t, servertest.Answered(t, stage, 0))
	require.False(t, servertest.Answered(t, stage, 1))
}
