package recording_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
)

func TestSamplesSurviveJSON(t *testing.T) {
	none := 0
	samples := []recording.Sample{
		{At: 1, Until: 2, Goroutines: 3, Places: []recording.Place{
			{File: "01-blocking/main.go", Line: 56, Call: "conn.Read", State: "IO wait", Goroutines: 2},
		}, Queue: &none, Threads: 4, Memory: 5, Files: 6},
		{At: 3, Until: 3},
	}
	data, err := json.Marshal(recording.Recording{Samples: samples})
	require.NoError(t, err)
	require.Contains(t, string(data), `"queue":0`, "that nobody waits is known")
	require.Contains(t, string(data), `{"at_ns":3,"until_ns":3}`, "what is not known is left out")
	var again recording.Recording
	require.NoError(t, json.Unmarshal(data, &again))
	require.Equal(t, samples, again.Samples)
	data, err = json.Marshal(recording.Recording{})
	require.NoError(t, err)
	require.NotContains(t, string(data), "samples")
}
