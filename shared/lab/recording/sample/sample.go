// Package sample makes recordings by hand, for tests.
package sample

import (
	"fmt"
	"strings"
	"time"

	"workbook/shared/lab/recording"
)

// Recording returns a recording of seven seconds. Each line is an event, in the
// order of time:
//
//	1.1 B send hello       a client: when, who, what, and the text if there is one
//	4.0 log A dropped      the server's log
//	5.2 lab ended panic    the lab; in place of the text there may be an exit status
//	1.2 B send 20 bytes    much text, of which only the size is kept
func Recording(server recording.Server, lines ...string) recording.Recording {
	r := recording.Recording{Server: server, Scenario: "by hand", Length: 7 * time.Second}
	for _, line := range lines {
		r.Events = append(r.Events, event(line))
	}
	return r
}

func event(line string) recording.Event {
	words := strings.SplitN(line, " ", 3)
	at, err := time.ParseDuration(words[0] + "s")
	if err != nil || len(words) < 3 {
		panic(fmt.Sprintf("not an event: %q", line))
	}
	e := recording.Event{At: at}
	switch words[1] {
	case "log":
		e.Source = recording.Log
		client, what, _ := strings.Cut(words[2], " ")
		e.Client, e.Kind = client, recording.Kind(what)
	case "lab":
		e.Source = recording.Lab
		e.Kind, e.Text = kindAndText(words[2])
		if strings.HasPrefix(e.Text, "exit status ") || strings.HasPrefix(e.Text, "signal: ") {
			e.Status, e.Text = e.Text, ""
		}
	default:
		e.Source, e.Client = recording.Client, words[1]
		e.Kind, e.Text = kindAndText(words[2])
		if n, err := fmt.Sscanf(e.Text, "%d bytes", &e.Bytes); n == 1 && err == nil {
			e.Text = ""
		}
	}
	return e
}

// kindAndText takes apart what happens: a few kinds are two words.
func kindAndText(what string) (recording.Kind, string) {
	for _, kind := range []recording.Kind{recording.CutOff, recording.HungUp, recording.StopReading, recording.ReadAgain} {
		if text, ok := strings.CutPrefix(what, string(kind)); ok {
			return kind, strings.TrimSpace(text)
		}
	}
	kind, text, _ := strings.Cut(what, " ")
	return recording.Kind(kind), text
}

// SilentClient returns what a stage of the workbook makes of the scenario of
// that name.
func SilentClient(stage string) recording.Recording {
	lines := free
	switch stage {
	case "01-blocking":
		lines = blocking
	case "04-pool":
		lines = pool
	}
	return Recording(recording.About(stage, []string{"-workers", "2"}), lines...)
}

// blocking is stage 01: one client after the other.
var blocking = []string{
	"0.3 A connect",
	"0.3002 log A picked up",
	"0.8 B connect",
	"1.1 B send hello",
	"1.6 C connect",
	"1.9 C send hi",
	"4 A leave",
	"4.0002 log A dropped",
	"4.0003 log B picked up",
	"4.0004 B reply HELLO",
	"4.8 B send bye",
	"4.8003 B reply BYE",
	"5.4 B leave",
	"5.4002 log B dropped",
	"5.4003 log C picked up",
	"5.4004 C reply HI",
	"6.6 C leave",
	"6.6002 log C dropped",
}

// free is stages 02, 03 and 05: nobody waits.
var free = []string{
	"0.3 A connect",
	"0.3002 log A picked up",
	"0.8 B connect",
	"0.8002 log B picked up",
	"1.1 B send hello",
	"1.1003 B reply HELLO",
	"1.6 C connect",
	"1.6002 log C picked up",
	"1.9 C send hi",
	"1.9002 C reply HI",
	"4 A leave",
	"4.0002 log A dropped",
	"4.8 B send bye",
	"4.8002 B reply BYE",
	"5.4 B leave",
	"5.4002 log B dropped",
	"6.6 C leave",
	"6.6002 log C dropped",
}

// pool is stage 04 with two workers: C waits for one of them.
var pool = []string{
	"0.3 A connect",
	"0.3002 log A picked up",
	"0.8 B connect",
	"0.8002 log B picked up",
	"1.1 B send hello",
	"1.1004 B reply HELLO",
	"1.6 C connect",
	"1.9 C send hi",
	"4 A leave",
	"4.0002 log A dropped",
	"4.0003 log C picked up",
	"4.0004 C reply HI",
	"4.8 B send bye",
	"4.8002 B reply BYE",
	"5.4 B leave",
	"5.4002 log B dropped",
	"6.6 C leave",
	"6.6002 log C dropped",
}
