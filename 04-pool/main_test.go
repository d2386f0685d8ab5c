package main

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"workbook/shared/servertest"
)

var stage = servertest.Stage{
	Name:   "04-pool",
	New:    func() servertest.Server { return server{&Server{Workers: 4}} },
	AtOnce: 4,
	Drains: true,
}

// server is a Server for the suite, whose listeners are all of our kind.
type server struct{ *Server }

func (s server) Serve(l net.Listener) error { return s.Server.Serve(l.(Listener)) }

func TestMain(m *testing.M) { servertest.Main(m) }

func TestConformance(t *testing.T) { servertest.Run(t, stage) }

func TestRefusesToHaveNoWorkers(t *testing.T) {
	t.Parallel()
	stage.Build(t).Refuses(t, "-workers", "-workers", "0")
}

func TestDiffersFromStage03ByWhoRunsASession(t *testing.T) {
	require.LessOrEqual(t, servertest.ChangedLines(t, "03-oop-style", "04-pool"), 31)
}
