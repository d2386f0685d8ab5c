// Package scenario says what the clients of the lab do, and when. A scenario is
// plain data: the same one is played against every server. It is read from a
// small text file, as those in this folder are; see Parse.
package scenario

import (
	"slices"
	"time"
)

// A Scenario is what a number of clients do to a server.
type Scenario struct {
	Name  string // as "the silent client"
	About string // what it shows, in a sentence; may be empty
	Steps []Step // in the order of their times

	// Length is how long the story takes, from the start to the end of the
	// picture. It is a little more than the time of the last step.
	Length time.Duration

	// Args has, by a stage's name, the arguments that the stage is started with.
	Args map[string][]string
}

// A Step is one thing that one client does, or that is done to the server.
//
// A client does one thing after the other: while it reads, its step waits until
// the reply to its last line has come, however late that makes it.
type Step struct {
	At     time.Duration // since the start
	Client string        // A, B, C, ... or Server
	Do     Action
	Text   string // the line to send, without its newline
	Bytes  int    // instead of Text: how much to send
}

// Server is who takes the steps that are no client's.
const Server = "server"

// An Action is a kind of step.
type Action string

// What a client can do.
const (
	Connect      Action = "connect"
	Send         Action = "send"
	Leave        Action = "leave"
	HalfClose    Action = "half-close" // send nothing more, but read on
	Reset        Action = "reset"      // leave without a goodbye: the connection breaks
	StopReading  Action = "stop reading"
	ReadAgain    Action = "read again"
	Flood        Action = "flood" // send as much as the server takes, until it stops or leaves
	StopFlooding Action = "stop flooding"
)

// What the server's process can get.
const (
	Terminate Action = "SIGTERM" // the same as Interrupt where there are no signals, on Windows
	Interrupt Action = "Ctrl-C"
)

// Clients returns the names of the clients in the order in which they come.
func (s Scenario) Clients() []string {
	var clients []string
	for _, step := range s.Steps {
		if step.Client != Server && !slices.Contains(clients, step.Client) {
			clients = append(clients, step.Client)
		}
	}
	return clients
}

// Of returns the steps of one client, or of Server.
func (s Scenario) Of(client string) []Step {
	var steps []Step
	for _, step := range s.Steps {
		if step.Client == client {
			steps = append(steps, step)
		}
	}
	return steps
}

// Faster returns the scenario played so many times as fast.
func (s Scenario) Faster(times float64) Scenario {
	scale := func(d time.Duration) time.Duration { return time.Duration(float64(d) / times) }
	s.Length = scale(s.Length)
	s.Steps = slices.Clone(s.Steps)
	for i := range s.Steps {
		s.Steps[i].At = scale(s.Steps[i].At)
	}
	return s
}
