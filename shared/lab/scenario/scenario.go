// Package scenario says what the clients of the lab do, and when. A scenario is
// plain data: the same one is played against every stage.
package scenario

import (
	"slices"
	"time"
)

// A Scenario is what a number of clients do to a server.
type Scenario struct {
	Name  string
	Steps []Step // in the order of their times

	// Length is how long the story takes, from the start to the end of the
	// picture. It is a little more than the time of the last step.
	Length time.Duration

	// Args has, by a stage's name, the arguments that the stage is started with.
	Args map[string][]string
}

// A Step is one thing that one client does.
//
// A client does one thing after the other: its step waits until the reply to
// its last line has come, however late that makes it.
type Step struct {
	At     time.Duration // since the start
	Client string        // A, B, C, ...
	Do     Action
	Text   string // the line to send, without its newline
}

// An Action is a kind of step.
type Action string

// What a client can do.
const (
	Connect Action = "connect"
	Send    Action = "send"
	Leave   Action = "leave"
)

// SilentClient is the scenario that the workbook is about: A connects, says
// nothing and stays; B and C come after it and have something to ask.
func SilentClient() Scenario {
	const ms = time.Millisecond
	return Scenario{
		Name:   "the silent client",
		Length: 7000 * ms,
		Args:   map[string][]string{"04-pool": {"-workers", "2"}}, // one less than there are clients
		Steps: []Step{
			{At: 300 * ms, Client: "A", Do: Connect},
			{At: 800 * ms, Client: "B", Do: Connect},
			{At: 1100 * ms, Client: "B", Do: Send, Text: "hello"},
			{At: 1600 * ms, Client: "C", Do: Connect},
			{At: 1900 * ms, Client: "C", Do: Send, Text: "hi"},
			{At: 4000 * ms, Client: "A", Do: Leave},
			{At: 4800 * ms, Client: "B", Do: Send, Text: "bye"},
			{At: 5400 * ms, Client: "B", Do: Leave},
			{At: 6600 * ms, Client: "C", Do: Leave},
		},
	}
}

// Clients returns the clients in the order in which they come.
func (s Scenario) Clients() []string {
	var clients []string
	for _, step := range s.Steps {
		if !slices.Contains(clients, step.Client) {
			clients = append(clients, step.Client)
		}
	}
	return clients
}

// Of returns the steps of one client.
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
