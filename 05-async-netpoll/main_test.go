package main

import (
	"testing"

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
	Name:   "05-async-netpoll",
	New:    func() servertest.Server { return &Server{Loops: 1, newPoller: newNetPoller} },
	Drains: true,
}

func TestMain(m *testing.M) { servertest.Main(m) }

func TestConformance(t *testing.T) { servertest.Run(t, stage) }

func TestConformancePortable(t *testing.T) { servertest.Run(t, portable) }
