package recording

import (
	"fmt"
	"strconv"
	"strings"
)

// A Server is what is known of a server before anything has happened.
type Server struct {
	Stage    string `json:"stage"`    // its folder's name, as 01-blocking
	Title    string `json:"title"`    // as "one client at a time"
	Sentence string `json:"sentence"` // how it works, in plain words
	Hands    Hands  `json:"hands,omitempty"`
	Count    int    `json:"count,omitempty"` // of the hands, or 0: as many as it takes

	// Unlogged is true of a server of which only the clients' side is known.
	Unlogged bool `json:"unlogged,omitempty"`
}

// Hands is what a server looks after its clients with. It only gives names to
// what is drawn; who is looked after, and when, is known from the events.
type Hands string

// The hands of the stages.
const (
	Unknown    Hands = ""          // one pair of hands or more
	Goroutines Hands = "goroutine" // one for each client
	Workers    Hands = "worker"    // a pool of them
	Loop       Hands = "loop"      // one, for all clients at once
)

// About returns what is known of the stage in a folder of that name when it is
// started with these arguments. Of a folder that a student has added, that is
// its name.
func About(stage string, args []string) Server {
	s := Server{Stage: stage}
	switch stage {
	case "01-blocking":
		s.Title = "one client at a time"
		s.Sentence = "The server stays with one client until that client leaves."
	case "02-goroutines":
		s.Title = "one goroutine per client"
		s.Sentence = "Same clients, same actions. Each client gets its own goroutine."
		s.Hands = Goroutines
	case "03-oop-style":
		s.Title = "a server that knows its sessions"
		s.Sentence = "To its clients it is stage 02. What it adds shows when it shuts down."
		s.Hands = Goroutines
	case "04-pool":
		s.Hands = Workers
		s.Count = workers(args)
		s.Title = fmt.Sprintf("a pool of %s", plural(s.Count, "worker"))
		s.Sentence = fmt.Sprintf("However many come, it looks after %s at a time. The others queue.",
			plural(s.Count, "client"))
	case "05-async-netpoll":
		s.Title = "one event loop"
		s.Sentence = "One loop sleeps until something happens. Each letter is one short job."
		s.Hands = Loop
	default:
		_, name, _ := strings.Cut(stage, "-")
		s.Title = strings.ReplaceAll(name, "-", " ")
		s.Sentence = "Same clients, same actions."
	}
	return s
}

// Stranger returns what is known of a server that was running already.
func Stranger(addr string) Server {
	return Server{
		Title:    "Server at " + addr,
		Sentence: "This server's log is not known: whom it is with is a guess from its replies.",
		Unlogged: true,
	}
}

// workers returns how many workers stage 04 has.
func workers(args []string) int {
	for i, arg := range args {
		if n, err := strconv.Atoi(arg); err == nil && i > 0 && args[i-1] == "-workers" {
			return n
		}
	}
	return 4 // the flag's default
}

// plural returns a number of things in words, as "two workers".
func plural(n int, thing string) string {
	if n == 1 {
		return "one " + thing
	}
	return number(n) + " " + thing + "s"
}

// number returns a number as prose has it: small ones as words.
func number(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}
