package main

import (
	"net"
	"testing"

	"workbook/shared/servertest"
)

var stage = servertest.Stage{
	Name:   "03-oop-style",
	New:    func() servertest.Server { return server{new(Server)} },
	Drains: true,
}

// server is a Server for the suite, whose listeners are all of our kind.
type server struct{ *Server }

func (s server) Serve(l net.Listener) error { return s.Server.Serve(l.(Listener)) }

func TestMain(m *testing.M) { servertest.Main(m) }

func TestConformance(t *testing.T) { servertest.Run(t, stage) }
