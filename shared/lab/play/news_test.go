package play

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
	"workbook/shared/stage"
)

func TestNewsAreOfEverything(t *testing.T) {
	r := begin()
	require.Empty(t, r.News())
	r.Line(stage.Line{Time: time.Now(), Text: "hello"})
	r.Line(stage.Line{Time: time.Now(), Text: "hello"}) // does not block
	require.Len(t, r.News(), 1)
	<-r.News()
	r.add(recording.Event{Source: recording.Client, Client: "A", Kind: recording.Connect})
	require.Len(t, r.News(), 1)
}

// However much a server logs, the recording has an end, and the clients are in it.
func TestALogWithoutEnd(t *testing.T) {
	r := begin()
	r.name("1.2.3.4:5", "A")
	for range 2 * mostSaid {
		r.Line(stage.Line{Time: time.Now(), Text: "noise"})
	}
	r.Line(stage.Line{Time: time.Now(), Text: "1.2.3.4:5 connected"})
	events := r.happened()
	require.Len(t, events, mostSaid+1)
	require.Equal(t, recording.PickedUp, events[mostSaid].Kind)
	for range 2 * mostLines {
		r.Line(stage.Line{Time: time.Now(), Text: "5.6.7.8:9 connected"})
	}
	require.Len(t, r.happened(), mostLines)
}

func TestEqualSamplesAreOne(t *testing.T) {
	r := begin()
	one, two, alsoOne := 1, 2, 1
	at := func(ms int) time.Time { return r.start.Add(time.Duration(ms) * time.Millisecond) }
	r.Sample(at(-20), recording.Sample{Goroutines: 9})
	r.Sample(at(-10), recording.Sample{Goroutines: 1, Queue: &one})
	r.Sample(at(20), recording.Sample{Goroutines: 1, Queue: &alsoOne})
	r.Sample(at(30), recording.Sample{Goroutines: 1, Queue: &two})
	r.Sample(at(40), recording.Sample{Goroutines: 1})
	require.Equal(t, []recording.Sample{
		{At: 0, Until: 20e6, Goroutines: 1, Queue: &one}, // what was before the start is left out
		{At: 30e6, Until: 30e6, Goroutines: 1, Queue: &two},
		{At: 40e6, Until: 40e6, Goroutines: 1},
	}, r.Recording().Samples)
}
