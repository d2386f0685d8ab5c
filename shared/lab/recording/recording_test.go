package recording_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/recording/sample"
)

func TestRecordingSurvivesJSON(t *testing.T) {
	r := sample.SilentClient("04-pool")
	r.Start = time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	data, err := json.Marshal(r)
	require.NoError(t, err)
	require.Contains(t, string(data), `{"at_ns":1100000000,"source":"client","client":"B","kind":"send","text":"hello"}`)
	var again recording.Recording
	require.NoError(t, json.Unmarshal(data, &again))
	require.Equal(t, r, again)
}

func TestAbout(t *testing.T) {
	two := recording.About("04-pool", []string{"-workers", "2"})
	require.Equal(t, "a pool of two workers", two.Title)
	require.Equal(t, 2, two.Count)
	require.Equal(t, 4, recording.About("04-pool", nil).Count, "that is the flag's default")
	mine := recording.About("06-my-own", nil)
	require.Equal(t, recording.Server{Stage: "06-my-own", Title: "my own", Sentence: mine.Sentence}, mine)
}

func TestNumbersInWords(t *testing.T) {
	for n, want := range map[string]string{
		"1": "a pool of one worker", "10": "a pool of ten workers", "11": "a pool of 11 workers",
	} {
		require.Equal(t, want, recording.About("04-pool", []string{"-workers", n}).Title)
	}
}

func TestUntilIsTheRecordingAsItWas(t *testing.T) {
	r := recording.Recording{
		Length: 7, Events: []recording.Event{{At: 1, Kind: recording.Connect}, {At: 3, Kind: recording.Send}, {At: 5, Kind: recording.Reply}},
		Samples: []recording.Sample{{At: 0, Until: 2}, {At: 2, Until: 6}, {At: 6, Until: 7}},
	}
	before := r.Until(3)
	require.Equal(t, recording.Recording{
		Length: 3, Events: []recording.Event{{At: 1, Kind: recording.Connect}, {At: 3, Kind: recording.Send}},
		Samples: []recording.Sample{{At: 0, Until: 2}, {At: 2, Until: 3}}, Open: true,
	}, before)
	require.Equal(t, r, r.Until(7))
	require.Equal(t, r, r.Until(8))
	require.Len(t, append(before.Events, recording.Event{Kind: recording.Leave}), 3)
	require.Equal(t, recording.Reply, r.Events[2].Kind, "what is added to the one does not change the other")
}
