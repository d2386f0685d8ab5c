package layout

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/recording/sample"
)

func place(n int, call, file string, line int, state string) recording.Place {
	return recording.Place{Goroutines: n, Call: call, File: file, Line: line, State: state}
}

// lookInside adds what there was to see every 100 ms: in stage 01 a single
// goroutine, and a queue, in the others a goroutine for each client.
func lookInside(r recording.Recording) recording.Recording {
	for at := time.Duration(0); at < r.Length; at += 100 * time.Millisecond {
		connected, queue := 0, 0
		for _, e := range r.Events {
			switch {
			case e.At > at:
			case e.Kind == recording.Connect:
				connected++
			case e.Kind == recording.Leave:
				connected--
			}
		}
		s := recording.Sample{At: at, Until: at, Goroutines: 1 + connected}
		if r.Server.Stage == "01-blocking" {
			queue = max(connected-1, 0)
			s.Queue, s.Goroutines, connected = &queue, 1, min(connected, 1)
		}
		if connected > 0 {
			s.Places = append(s.Places, place(connected, "conn.Read", "x/main.go", 56, "IO wait"))
		}
		if s.Goroutines > connected {
			s.Places = append(s.Places, place(1, "listener.Accept", "x/main.go", 34, "IO wait"))
		}
		r.Samples = append(r.Samples, s)
	}
	return r
}

var atSeconds = regexp.MustCompile(`^At \d\.\d s: `)

// On a busy machine clients act late and looks come late. What is said must not
// change, but for the time.
func TestNoiseDoesNotChangeWhereItStands(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for stage, want := range map[string]string{
		"01-blocking": "1 goroutine waits here: conn.Read, x/main.go:56. In the kernel's queue: 2 clients.",
		"02-goroutines": "3 goroutines wait here: conn.Read, x/main.go:56; " +
			"1 here: listener.Accept, x/main.go:34.",
	} {
		quiet := Panels(lookInside(sample.SilentClient(stage)))[0].Stands
		require.Equal(t, want, atSeconds.ReplaceAllString(quiet, ""))
		for range 500 {
			r := lookInside(disturb(sample.SilentClient(stage), random))
			for i := range r.Samples {
				s := &r.Samples[i]
				s.Until += time.Duration(random.Int64N(int64(80 * time.Millisecond)))
				s.At = s.Until
			}
			stands := Panels(r)[0].Stands
			require.Regexp(t, atSeconds, stands)
			require.Equal(t, want, atSeconds.ReplaceAllString(stands, ""), "%v", r.Events)
		}
	}
}

func standsAt(places ...recording.Place) string {
	r := sample.SilentClient("02-goroutines")
	n := 0
	for _, p := range places {
		n += p.Goroutines
	}
	r.Samples = []recording.Sample{{At: 0, Until: r.Length, Goroutines: max(n, 2), Places: places}}
	return atSeconds.ReplaceAllString(Panels(r)[0].Stands, "")
}

func TestWhatOthersWaitForIsToldInPassing(t *testing.T) {
	loop := place(1, "unix.EpollWait", "x/poll.go", 1, "syscall")
	signal := place(1, "<-done", "x/main.go", 2, "chan receive")
	serve := place(2, "s.running.Wait", "x/server.go", 3, "sync.WaitGroup.Wait")
	require.Equal(t, "1 goroutine waits here: unix.EpollWait, x/poll.go:1. Besides, 1 waits at <-done.", standsAt(loop, signal))
	require.Equal(t, "1 goroutine waits here: unix.EpollWait, x/poll.go:1. Besides, 2 wait at s.running.Wait and 1 at <-done.",
		standsAt(loop, serve, signal))
	require.Equal(t, "2 goroutines wait here: s.running.Wait, x/server.go:3; 1 here: <-done, x/main.go:2.", standsAt(serve, signal))
	require.Equal(t, "2 goroutines, and none of them waits.", standsAt())
	require.Equal(t, "1 goroutine waits here: unix.EpollWait, x/poll.go:1. 1 more does not wait.", standsAt(loop))
	require.Equal(t, "1 goroutine waits here: unix.EpollWait, x/poll.go:1; 1 here: unix.EpollWait, x/poll.go:1; "+
		"1 here: unix.EpollWait, x/poll.go:1; 2 elsewhere.", standsAt(loop, loop, loop, loop, loop))
}

func TestMomentIsInTheLongestWait(t *testing.T) {
	r := sample.Recording(recording.About("01-blocking", nil),
		"0.1 A connect", "0.1 log A picked up", "0.2 B connect", "0.3 B send hi",
		"1 A leave", "1 log A dropped", "1 log B picked up", "1 B reply HI") // and then nothing, for 6 s
	r.Samples = []recording.Sample{
		{At: 0, Until: 250 * time.Millisecond, Goroutines: 1, Places: []recording.Place{place(1, "before", "x", 1, "IO wait")}},
		{At: 900 * time.Millisecond, Until: 950 * time.Millisecond, Goroutines: 1, Places: []recording.Place{place(1, "inside", "x", 1, "IO wait")}},
		{At: 1100 * time.Millisecond, Until: 7 * time.Second, Goroutines: 1, Places: []recording.Place{place(1, "after", "x", 1, "IO wait")}},
	}
	require.Equal(t, "At 900 ms: 1 goroutine waits here: inside, x:1.", Panels(r)[0].Stands)
	r.Samples = append(r.Samples[:1], r.Samples[2])
	require.Empty(t, Panels(r)[0].Stands, "nobody has looked then")
	r.Events = slices.Insert(r.Events, 4, recording.Event{At: 350 * time.Millisecond, Source: recording.Log, Kind: recording.Said})
	r.Samples[0].Until = 320 * time.Millisecond
	require.Equal(t, "At 320 ms: 1 goroutine waits here: before, x:1.", Panels(r)[0].Stands, "better than nothing")
}

func TestNothingIsSaidOfWhatIsNotKnown(t *testing.T) {
	r := sample.SilentClient("02-goroutines")
	require.Empty(t, Panels(r)[0].Stands)
	r.Samples = []recording.Sample{{At: 0, Until: r.Length, Threads: 7, Memory: 1}}
	require.Empty(t, Panels(r)[0].Stands)
	one := 1
	r.Samples[0].Queue = &one
	require.Equal(t, "At 3.0 s: In the kernel's queue: 1 client.", Panels(r)[0].Stands)
	r.Events = nil
	require.NotPanics(t, func() { Panels(r) })
}

// always is a look inside at any time.
func always(r recording.Recording) recording.Recording {
	none := 0
	r.Samples = []recording.Sample{{Until: r.Length, Goroutines: 1, Queue: &none}}
	return r
}

func TestMomentIsWhenMostAreThere(t *testing.T) {
	short := sample.Recording(recording.About("02-goroutines", nil),
		"0.1 A connect", "0.1 log A picked up", "4 B connect", "4 log B picked up", "4.4 B leave", "4.4 log B dropped")
	require.Equal(t, "At 4.2 s: 1 goroutine, and it does not wait.", Panels(always(short))[0].Stands)
}

// Of spans that are about as long, chance must not decide.
func TestMomentIsInTheFirstOfSeveral(t *testing.T) {
	for _, said := range []string{"2.8", "3", "3.2"} {
		r := sample.Recording(recording.About("02-goroutines", nil), "1 A connect", "1 log A picked up",
			said+" A send hi", said+" A reply HI", "5 A leave", "5 log A dropped")
		require.Regexp(t, `^At (1\.9|2\.0|2\.1) s: `, Panels(always(r))[0].Stands)
	}
}
