package layout

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/recording/sample"
)

func secs(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// at lays out the silent client as it was so many seconds after the start.
func at(stage string, s float64) Panel {
	return Window(0, 10*time.Second, sample.SilentClient(stage).Until(secs(s)))[0]
}

func TestOpenRecordingsDoNotKnowTheEnd(t *testing.T) {
	p := at("01-blocking", 0.9)
	require.Equal(t, Longest{Time: "none yet", Why: "B is in the queue: the server has not picked it up."}, p.Longest)
	p = at("02-goroutines", 0.9)
	require.Equal(t, Longest{Time: "none", Why: "Nobody asked for anything."}, p.Longest)

	p = at("01-blocking", 1.2)
	require.Equal(t, []string{"A connects and says nothing.", "B is in the queue: the server has not picked it up."}, tell(p),
		"a wait of 0.1 s is none yet")
	require.Empty(t, labelsOf(p, "B"))

	p = at("01-blocking", 3)
	require.Equal(t, []string{
		"A connects and says nothing.", `B sends "hello". No reply: the server is with A.`, "B waits: the server is with A.",
	}, tell(p))
	require.Equal(t, Longest{Time: "1.9 s", Waits: true, Why: "B waits: the server is with A."}, p.Longest)
	require.Equal(t, Labels{"waits 1.9 s", "1.9 s"}, labelsOf(p, "B"))
	require.Equal(t, secs(3), p.Now)
	require.True(t, p.Open)
	require.Equal(t, secs(3), laneOf(p, "B").Segments[1].To)
	require.Equal(t, secs(3), p.Rows[0].Bars[0].To)

	closed := sample.SilentClient("01-blocking").Until(secs(3))
	closed.Open = false
	require.Equal(t, "over 1.9 s", Panels(closed)[0].Longest.Time, "it will get no reply any more")
	require.False(t, at("01-blocking", 7).Open, "the recording ends there")
}

// What has only just happened is what there is now, though it has no length yet.
func TestStatesBeginAtOnce(t *testing.T) {
	for seconds, want := range map[float64]State{0.8: Queued, 1.1: Waiting, 4.0004: Served} {
		segments := laneOf(at("01-blocking", seconds), "B").Segments
		require.Equal(t, want, segments[len(segments)-1].State, "at %v s", seconds)
		require.Equal(t, secs(seconds), segments[len(segments)-1].To)
	}
	require.Len(t, laneOf(at("01-blocking", 4), "A").Segments, 2, "nothing begins when it leaves")
}

func labelsOf(p Panel, client string) Labels {
	segments := laneOf(p, client).Segments
	return segments[len(segments)-1].Labels
}

// In a recording that goes on, a client that has left without a reply gets none.
func TestWhoLeavesDoesNotWaitAnyMore(t *testing.T) {
	r := sample.Recording(recording.About("01-blocking", nil),
		"0.3 A connect", "0.3 log A picked up", "0.8 B connect", "1.1 B send hello", "2 B leave")
	p := Window(0, 10*time.Second, r.Until(secs(3)))[0]
	require.Equal(t, "over 900 ms", p.Longest.Time)
}

func TestWindowCutsWhatIsOutside(t *testing.T) {
	p := Window(2*time.Second, 5*time.Second, sample.SilentClient("01-blocking"))[0]
	require.Equal(t, 2*time.Second, p.Axis.From)
	require.Equal(t, "2 s", p.Axis.Ticks[0].Label)
	for _, row := range p.Rows {
		require.Len(t, row.Bars, 2, "with C is outside")
		require.Equal(t, 2*time.Second, row.Bars[0].From)
		require.Equal(t, 5*time.Second, row.Bars[1].To)
	}
	for _, lane := range p.Lanes {
		for _, s := range lane.Segments {
			require.GreaterOrEqual(t, s.From, 2*time.Second)
			require.LessOrEqual(t, s.To, 5*time.Second)
			require.LessOrEqual(t, s.From, s.To)
		}
		for _, m := range lane.Marks {
			require.GreaterOrEqual(t, m.At, 2*time.Second)
			require.LessOrEqual(t, m.At, 5*time.Second)
		}
	}
	require.Len(t, p.Captions, 1)
	require.Equal(t, 3, p.Captions[0].Number, "numbers stay what they are")
	require.Len(t, p.Earlier, 2, "what was before is told all the same")
	require.Equal(t, "A connects and says nothing.", p.Earlier[0].Text)

	loop := Window(2*time.Second, 5*time.Second, sample.SilentClient("05-async-netpoll"))[0].Rows[0]
	require.Len(t, loop.Jobs, 2)
	require.Equal(t, 5*time.Second, loop.End)
}

// inside is a recording with three looks into the process.
func inside() recording.Recording {
	one, two := 1, 2
	r := sample.SilentClient("01-blocking")
	r.Samples = []recording.Sample{
		{At: 0, Until: secs(1), Goroutines: 1, Memory: 5e6, Places: []recording.Place{place(1, "listener.Accept", "x/main.go", 34, "IO wait")}},
		{At: secs(1), Until: secs(2), Goroutines: 1, Queue: &one, Memory: 5e6, Places: []recording.Place{place(1, "conn.Read", "x/main.go", 56, "IO wait")}},
		{At: secs(2), Until: secs(6), Goroutines: 1, Queue: &two, Memory: 6.25e6, Places: []recording.Place{place(1, "conn.Read", "x/main.go", 56, "IO wait")}},
	}
	return r
}

func TestGaugesRiseAndFallWithTheSamples(t *testing.T) {
	p := Panels(inside())[0]
	var told []string
	for _, g := range p.Gauges {
		told = append(told, g.Name+": "+g.Text)
	}
	require.Equal(t, []string{"goroutines: 1", "in the kernel's queue: 1 to 2", "memory: 5.0 MB to 6.2 MB"}, told)
	require.Equal(t, []Level{{0, secs(7), 1, "1"}}, p.Gauges[0].Levels)
	require.Equal(t, []Level{{secs(1), secs(2), 1, "1"}, {secs(2), secs(7), 2, "2"}}, p.Gauges[1].Levels)
	require.Equal(t, int64(6.25e6), p.Gauges[2].Most)

	open := Window(0, 10*time.Second, inside().Until(secs(1.5)))[0]
	require.Equal(t, "1", open.Gauges[1].Text, "how long it is now")
	require.Equal(t, secs(1.5), open.Gauges[1].Levels[0].To)
}

func TestStandingChangesWithThePlaces(t *testing.T) {
	in := Panels(inside())[0].Inside
	require.Len(t, in.Standing, 3)
	require.Equal(t, "1 goroutine waits here: conn.Read, x/main.go:56. In the kernel's queue: 2 clients.", in.Standing[2].Text)
	require.Equal(t, 34, in.PlacesAt(secs(0.5))[0].Line)
	require.Equal(t, 56, in.PlacesAt(secs(1))[0].Line)
	require.Equal(t, 56, in.PlacesAt(in.StoodAt)[0].Line)
	open := Window(0, 10*time.Second, inside().Until(secs(0.5)))[0]
	require.Equal(t, "At 500 ms: 1 goroutine waits here: listener.Accept, x/main.go:34.", open.Stands)
	require.Len(t, Window(0, 10*time.Second, inside())[0].Standing, 1, "the last one")
}
