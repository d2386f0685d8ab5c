package recording

import (
	"strings"
	"time"
)

// A Sample is what there was to see inside a server's process at a time. What is
// not known, for the system does not tell or the server is not one that the lab
// has built, is left out. Samples are in the order of time.
type Sample struct {
	At    time.Duration `json:"at_ns"`    // since the recording's start
	Until time.Duration `json:"until_ns"` // at every look from At to Until it was the same

	// Goroutines is how many the stage's own code has, and Places where those
	// that wait do so. Those for clients come first.
	Goroutines int     `json:"goroutines,omitempty"`
	Places     []Place `json:"places,omitempty"`

	// Queue is how many clients have connected that the server has not accepted.
	// The kernel keeps them.
	Queue *int `json:"queue,omitempty"`

	Threads int   `json:"threads,omitempty"` // of the operating system
	Memory  int64 `json:"memory,omitempty"`  // resident, in bytes
	Files   int   `json:"files,omitempty"`   // open ones, sockets included
}

// A Place is a line of a stage's source at which goroutines wait.
type Place struct {
	File       string `json:"file"` // below the workbook's root, as 01-blocking/main.go
	Line       int    `json:"line"`
	Call       string `json:"call"`  // what they wait for, as it is written there: conn.Read
	State      string `json:"state"` // in the words of Go's runtime: IO wait
	Goroutines int    `json:"goroutines"`
}

// An Excerpt is a function of a stage's source, as it was when it ran.
type Excerpt struct {
	File string `json:"file"` // below the workbook's root, as that of a Place
	Func string `json:"func"` // its name
	Line int    `json:"line"` // of its first line
	Text string `json:"text"`
}

// Has says whether a place is in the excerpt.
func (x Excerpt) Has(p Place) bool {
	return p.File == x.File && x.Line <= p.Line && p.Line <= x.Line+strings.Count(x.Text, "\n")
}

// Outside says whether the goroutines wait for something outside the program, as
// a client is. Otherwise it is for one another, for a signal, or for some time to
// pass.
func (p Place) Outside() bool {
	return p.State == "IO wait" || p.State == "syscall"
}
