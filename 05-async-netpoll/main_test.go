package main

import (
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/servertest"
)

var stage = servertest.Stage{
	Name:        "05-async-netpoll",
	New:         func() servertest.Server { return &Server{Loops: 1} },
	Drains:      true,
	SocketsOnly: true,
}

// portable is the same server over readiness from package net, which is all
// that Windows gives it.
var portable = servertest.Stage{
	New:    func() servertest.Server { return &Server{Loops: 1, newPoller: newNetPoller} },
	Drains: true,
}

func TestMain(m *testing.M) { servertest.Main(m) }

func TestConformance(t *testing.T) { servertest.Run(t, stage) }

func TestConformancePortable(t *testing.T) { servertest.Run(t, portable) }

func TestRefusesToHaveNoLoops(t *testing.T) {
	t.Parallel()
	stage.Build(t).Refuses(t, "-loops", "-loops", "0")
}

func TestTenThousandClients(t *testing.T) {
	t.Parallel()
	perClient := stage.Build(t).MemoryPerClient(t, 10_000)
	t.Logf("%.0f bytes for each client", perClient)
	require.Less(t, perClient, 0.2*1024, "bytes of memory for each client")
}
