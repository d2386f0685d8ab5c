//go:build !windows

package main

import "io"

// enableColour says whether a terminal understands escape sequences.
func enableColour(io.Writer) bool { return true }
