// Package cases makes panels by hand, for tests of those who draw them: usual
// stories, and what a picture could stumble over.
package cases

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/recording/sample"
)

// Stages is the workbook's stages.
var Stages = []string{"01-blocking", "02-goroutines", "03-oop-style", "04-pool", "05-async-netpoll"}

// All returns the panels that every drawing should be tested with. The silent
// client's have the names of their stages.
func All() map[string]layout.Panel {
	all := stories()
	maps.Copy(all, texts())
	maps.Copy(all, windows())
	maps.Copy(all, oddities())
	return all
}

// Panel lays out a recording by hand: see sample.Recording.
func Panel(stage string, lines ...string) layout.Panel {
	return layout.Panels(byHand(stage, lines...))[0]
}

func byHand(stage string, lines ...string) recording.Recording {
	return sample.Recording(recording.About(stage, []string{"-workers", "2"}), lines...)
}

// stories returns panels of whole recordings.
func stories() map[string]layout.Panel {
	all := map[string]layout.Panel{
		"trouble": Trouble(), "unlogged": unlogged(), "nothing": Panel("02-goroutines"),
		"flood": Flood("02-goroutines"), "flood-05": Flood("05-async-netpoll"),
		"six": Busy("02-goroutines", 6, 2), "seven": Busy("02-goroutines", 7, 2), // with more than six it is laid out narrower
		"brief":  layout.Panels(recording.Recording{Server: recording.About("02-goroutines", nil), Length: 350 * time.Millisecond})[0],
		"inside": layout.Panels(inside("01-blocking"))[0], "inside-05": layout.Panels(inside("05-async-netpoll"))[0],
	}
	for _, stage := range Stages {
		all[stage] = layout.Panels(sample.SilentClient(stage))[0]
	}
	for name, stage := range map[string]string{
		"crowd": "01-blocking", "crowd-02": "02-goroutines", "crowd-04": "04-pool", "crowd-05": "05-async-netpoll",
	} {
		all[name] = layout.Panels(crowd(stage, "hi"))[0]
	}
	return all
}

// hostile is a text that could spoil a page or a picture.
const hostile = "</text><script>alert(1)</script>\"'&]]>\x00\x1b\u202e\uffff"

// texts returns panels of clients who say unusual things.
func texts() map[string]layout.Panel {
	return map[string]layout.Panel{
		"talk":          Talk("hello"),
		"talk-long":     Talk(strings.Repeat("W", 48)),
		"talk-wide":     Talk(strings.Repeat("你好", 24)),
		"talk-arabic":   Talk(strings.Repeat("مرحبا", 9)),
		"talk-pictures": Talk("👩‍👩‍👧 🇨🇭 ☃ ⌚ e\u0301 ﬁ ｗｉｄｅ 한국어 नमस्ते Ωж"),
		"talk-quotes":   Talk(`it's "so" \ and \" so`),
		"hostile":       Talk(hostile),
		"hostile-names": HostileNames(),
		"crowd-long":    layout.Panels(crowd("01-blocking", strings.Repeat("word ", 10)[:48]))[0],
	}
}

// windows returns panels as the live page has them: parts of recordings, most of
// which go on.
func windows() map[string]layout.Panel {
	all := make(map[string]layout.Panel)
	add := func(name string, from, to, now time.Duration, r recording.Recording) {
		all[fmt.Sprintf("%s from %v to %v at %v", name, from, to, now)] = layout.Window(from, to, r.Until(now))[0]
	}
	for _, stage := range Stages {
		r := inside(stage)
		add(stage, 0, 10*time.Second, 1200*time.Millisecond, r)
		add(stage, 0, 10*time.Second, 3*time.Second, r)
		add(stage, 1500*time.Millisecond, 5500*time.Millisecond, 4200*time.Millisecond, r)
		add(stage, 2*time.Second, 5*time.Second, 7*time.Second, r)
		add(stage, 0, 10*time.Second, 7*time.Second, r)
	}
	for _, stage := range []string{"01-blocking", "05-async-netpoll"} {
		add("crowd of "+stage, 0, 5*time.Second, 2*time.Second, crowd(stage, "hi"))
		add("crowd of "+stage, 1700*time.Millisecond, 4300*time.Millisecond, 4*time.Second, crowd(stage, "hi"))
		add("flood of "+stage, time.Second, 4*time.Second, 3500*time.Millisecond, flood(stage))
	}
	add("before anything", 0, 10*time.Second, 0, inside("04-pool"))
	return all
}

// oddities returns panels that a recording would hardly lead to.
func oddities() map[string]layout.Panel {
	return map[string]layout.Panel{
		"empty":   {},
		"eighths": eighths(),
		"unheard-of": {
			Axis: layout.Axis{End: time.Second},
			Rows: []layout.Row{{Loop: true}, {}},
			Lanes: []layout.Lane{
				{Client: "constructor", Marks: []layout.Mark{{Kind: "cough", Labels: layout.Labels{"loud"}}, {Kind: "__proto__"}}},
				{Client: "", Segments: []layout.Segment{{To: time.Second, State: "asleep"}, {State: "toString"}}},
			},
			Captions: []layout.Caption{{}, {Number: 42, At: time.Second}},
			Inside: layout.Inside{Gauges: []layout.Gauge{ // less than nothing, and half a tenth of a pixel high
				{Name: "debts", Text: "-1", Most: 72, Levels: []layout.Level{
					{To: time.Second / 2, Value: -1, Text: "-1"}, {From: time.Second / 2, To: time.Second, Value: -2, Text: "-2"},
				}},
			}},
		},
	}
}

// HostileNames returns a panel in which all names are as hostile as what is said.
func HostileNames() layout.Panel {
	p := Talk(hostile)
	p.Name, p.Heading, p.Sentence, p.Longest.Why = hostile, hostile, hostile, hostile
	p.Lanes[0].Client = hostile
	p.Captions = []layout.Caption{{Number: 1, Text: hostile}}
	p.Gauges = []layout.Gauge{{Name: hostile, Text: hostile, Levels: []layout.Level{{To: time.Second, Value: 1, Text: hostile}}}}
	return p
}

// eighths returns a panel in which everything happens at eighths of a second:
// with two decimals they are halves, which can be rounded in more than one way.
func eighths() layout.Panel {
	return Panel("05-async-netpoll", "0.125 A connect", "0.125 log A picked up", "0.375 B connect", "0.375 log B picked up",
		"1.125 B send hello", "2.625 B reply HELLO", "2.875 A send hi", "3.125 A reply HI", "4.625 A leave", "4.625 log A dropped",
		"5.375 B leave", "5.375 log B dropped")
}

// inside returns what a stage makes of the silent client, with looks into its
// process.
func inside(stage string) recording.Recording {
	r := sample.SilentClient(stage)
	none, one, two := 0, 1, 2
	for i, s := range []recording.Sample{
		{Goroutines: 1, Queue: &none, Threads: 5, Memory: 5_234_567, Files: 6},
		{Goroutines: 2, Queue: &one, Threads: 5, Memory: 5_334_567, Files: 7},
		{Goroutines: 4, Queue: &two, Threads: 6, Memory: 7_850_000, Files: 9},
		{Goroutines: 3, Threads: 6, Memory: 7_850_000, Files: 9},
		{Goroutines: 1, Queue: &none, Threads: 6, Memory: 12_050_000, Files: 6},
	} {
		s.At = time.Duration(i) * 1350 * time.Millisecond
		s.Until = s.At + 1300*time.Millisecond
		s.Places = []recording.Place{{File: stage + "/main.go", Line: 34 + i, Call: "conn.Read", State: "IO wait", Goroutines: s.Goroutines}}
		r.Samples = append(r.Samples, s)
	}
	return r
}

// crowd is twelve clients in a queue: each leaves 0.4 s after it was picked up.
func crowd(stage, says string) recording.Recording {
	var come, go_ []string
	for i := range 12 {
		come = append(come, fmt.Sprintf("%.2f %c connect", 0.2+0.1*float64(i), 'A'+i))
		if i == 0 {
			go_ = append(go_, "0.2 log A picked up")
		}
		at := 1.6 + 0.45*float64(i)
		if i > 0 {
			go_ = append(go_, fmt.Sprintf("%.2f %c send %s", 1.5+0.005*float64(i), 'A'+i, says))
		}
		go_ = append(go_, fmt.Sprintf("%.4f %c leave", at, 'A'+i), fmt.Sprintf("%.4f log %c dropped", at+.001, 'A'+i))
		if i < 11 {
			go_ = append(go_, fmt.Sprintf("%.4f log %c picked up", at+.002, 'B'+i), fmt.Sprintf("%.4f %c reply %s", at+.003, 'B'+i, says))
		}
	}
	return byHand(stage, inOrder(append(come, go_...))...)
}

func inOrder(lines []string) []string {
	at := func(line string) (x float64) { fmt.Sscan(line, &x); return x }
	slices.SortStableFunc(lines, func(a, b string) int { return cmp.Compare(at(a), at(b)) })
	return lines
}

// Trouble returns a panel with everything that should not happen.
func Trouble() layout.Panel {
	return Panel("06-mine",
		"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "0.8 log B picked up", "1.1 B send hello",
		"1.2 B cut off", "1.2 lab ended panic: oh no", "1.6 C connect", "1.6 C refused", "4 A leave")
}

// Talk returns a panel with a client that has much to say, and one that says it
// all at once.
func Talk(says string) layout.Panel {
	lines := []string{"0.3 A connect", "0.3 log A picked up", "0.5 B connect", "0.5 log B picked up"}
	for i := range 5 {
		at := 0.6 + float64(i)
		lines = append(lines, fmt.Sprintf("%.4f A send %s", at, says), fmt.Sprintf("%.4f A reply %s", at+.0003, says))
	}
	for i := range 9 {
		at := 1 + float64(i)/50
		lines = append(lines, fmt.Sprintf("%.4f B send %s", at, says), fmt.Sprintf("%.4f B reply %s", at+.0003, says))
	}
	return Panel("02-goroutines", inOrder(append(lines, "6.9 A leave", "6.9 log A dropped"))...)
}

// unlogged returns a panel of a server of which only the clients' side is known.
func unlogged() layout.Panel {
	return layout.Panels(sample.Recording(recording.Stranger("localhost:1234"),
		"0.3 A connect", "0.8 B connect", "1.1 B send hello", "4 A leave", "4.0004 B reply HELLO", "5 B leave"))[0]
}

// Flood returns a panel of what can happen besides asking: it has every shape and
// every state.
func Flood(stage string) layout.Panel { return layout.Panels(flood(stage))[0] }

func flood(stage string) recording.Recording {
	return byHand(stage, "0.3 A connect", "0.3 log A picked up", "0.5 A flood", "1.2 A stop reading", "1.4 A stalled",
		"1.6 B connect", "1.6 log B picked up", "1.7 B half-close", "2.4 C connect", "2.4 log C picked up", "2.7 C send hi", "2.8 C reply HI",
		"3 C reset", "3 log C dropped", "4 B hung up", "4 log B dropped", "4.6 A read again", "5.4 A flooded", "5.4 A leave", "5.4 log A dropped")
}

// Busy returns a panel of so many clients who ask, and are answered, so many
// times each.
func Busy(stage string, clients, times int) layout.Panel {
	r := recording.Recording{Server: recording.About(stage, nil), Length: 10 * time.Second}
	add := func(source recording.Source, client int, kind recording.Kind) {
		at := r.Length * time.Duration(len(r.Events)) / time.Duration(clients*(4+2*times))
		r.Events = append(r.Events, recording.Event{At: at, Source: source, Client: fmt.Sprintf("N%d", client+1), Kind: kind, Text: "hi"})
	}
	everybody := func(source recording.Source, kinds ...recording.Kind) {
		for client := range clients {
			for _, kind := range kinds {
				add(source, client, kind)
			}
		}
	}
	everybody(recording.Client, recording.Connect)
	everybody(recording.Log, recording.PickedUp)
	for range times {
		everybody(recording.Client, recording.Send, recording.Reply)
	}
	everybody(recording.Client, recording.Leave)
	everybody(recording.Log, recording.Dropped)
	return layout.Panels(r)[0]
}

// Random returns a second in which anything happens, be it possible or not.
func Random(random *rand.Rand) recording.Recording {
	kinds := []recording.Kind{"connect", "connect", "send", "reply", "leave", "cut off", "refused", "reset", "flood", "stop reading"}
	logged := []recording.Kind{"picked up", "dropped", "said"}
	r := recording.Recording{Server: recording.About(Stages[random.IntN(len(Stages))], nil), Length: time.Second}
	for at := time.Duration(0); len(r.Events) < 60; at += time.Duration(random.Int64N(int64(40 * time.Millisecond))) {
		e := recording.Event{At: at, Source: recording.Client, Client: string(rune('A' + random.IntN(5))), Text: "some text"}
		if e.Kind = kinds[random.IntN(len(kinds))]; random.IntN(3) == 0 {
			e.Source, e.Kind = recording.Log, logged[random.IntN(len(logged))]
		}
		r.Events = append(r.Events, e)
	}
	return r
}
