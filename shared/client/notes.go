package main

import (
	"fmt"
	"io"
	"time"
)

// Notes takes all that is not a reply: prompts and messages.
type Notes struct {
	Out    io.Writer
	Screen bool // a line of Out can be written over

	line string // what stands in the line that is not finished
}

// Prompt asks for a line, unless it has just done so.
func (n *Notes) Prompt() {
	if n.line == "" {
		n.line = "> "
		fmt.Fprint(n.Out, n.line)
	}
}

// Entered is to be called when a person has typed something: Enter, though not
// the end of input, has moved the cursor to a new line.
func (n *Notes) Entered(newline bool) {
	if !newline {
		fmt.Fprintln(n.Out)
	}
	n.line = ""
}

// Say prints a message.
func (n *Notes) Say(format string, args ...any) {
	text := "(" + fmt.Sprintf(format, args...) + ")"
	if n.Screen && n.line != "" {
		text = fmt.Sprintf("\r%-*s", len(n.line), text) // spaces hide what was there
	}
	fmt.Fprintln(n.Out, text)
	n.line = ""
}

// Wait says how long a reply has been awaited: over and over on a screen, but
// once where lines stay.
func (n *Notes) Wait(waited time.Duration) {
	text := fmt.Sprintf("(waiting for the reply: %.1f s so far)", waited.Seconds())
	switch {
	case n.Screen:
		fmt.Fprint(n.Out, "\r", text)
	case n.line == "":
		fmt.Fprintln(n.Out, text)
	}
	n.line = text
}

// End leaves the cursor on a new line, for the shell's prompt.
func (n *Notes) End() {
	if n.line != "" {
		fmt.Fprintln(n.Out)
	}
}
