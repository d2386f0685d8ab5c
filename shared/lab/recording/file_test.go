package recording_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/recording/sample"
)

func TestFileIsReadAsItWasWritten(t *testing.T) {
	odd := sample.Recording(recording.About("02-goroutines", nil), "1 A connect", `2 A send say "[{}]," \ \\"},{"`)
	odd.Start = time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	all := []recording.Recording{sample.SilentClient("04-pool"), odd}
	data, err := recording.Marshal(all)
	require.NoError(t, err)
	again, err := recording.Unmarshal(data)
	require.NoError(t, err)
	require.Equal(t, all, again)
}

func TestFileHasALineForEachEvent(t *testing.T) {
	data, err := recording.Marshal([]recording.Recording{sample.Recording(recording.Server{}, "1 A connect", "2 A send },{", "3 A leave")})
	require.NoError(t, err)
	lines := strings.Split(string(data), "\n")
	require.Len(t, lines, 8)
	require.Equal(t, `{"format":"workbook recording","version":1,"recordings":[`, lines[0])
	require.Equal(t, `{"at_ns":2000000000,"source":"client","client":"A","kind":"send","text":"},{"},`, lines[3])
	require.Equal(t, `]}`, lines[5])
	require.Equal(t, `]}`, lines[6])
}

// file returns a file with one recording.
func file(recording string) string {
	return `{"format": "workbook recording", "version": 1, "recordings": [` + recording + `]}`
}

func TestBrokenFilesAreRefused(t *testing.T) {
	for data, want := range map[string]string{
		"":      "not a recording that -json has written: unexpected end of JSON input",
		"hello": "not a recording that -json has written: invalid character",
		"{}":    `"format": "workbook recording" was expected`,
		`{"format": "workbook recording", "version": 2}`: "version 2: this lab reads version 1",
		file(``):                 "one recording at least was expected",
		file(`{"length_ns": 0}`): "recording 1: length_ns is 0: a time up to 24h0m0s was expected",
		file(`{"length_ns": 5, "events": [{"at_ns": 2}, {"at_ns": 1}]}`):                                   "recording 1: event 2 is at_ns 1: events in the order of their times were expected",
		file(`{"length_ns": 5, "events": [{"at_ns": -1}]}`):                                                "event 1 is at_ns -1",
		file(`{"length_ns": 5, "events": [{"at_ns": 1e17}]}`):                                              "",
		file(`{"length_ns": 5, "events": [{"client": "\u001b[2J"}]}`):                                      `event 1: the client "\x1b[2J": a name of at most 200 characters that can be seen was expected`,
		file(`{"length_ns": 5, "server": {"title": "a\nb"}}`):                                              `"a\nb": a name`,
		file(`{"length_ns": 5, "server": {"hands": "worker", "count": 1000000000}}`):                       "the server's count is 1000000000: at most 10000",
		file(`{"length_ns": NaN}`):                                                                         "not a recording that -json has written",
		file(`{"length_ns": 5, "events": [{"at_ns": 1}` + strings.Repeat(`,{"at_ns": 1}`, 20_000) + `]}`):  "20001 events or samples: at most 20000",
		file(`{"length_ns": 5, "samples": [{"at_ns": 1}` + strings.Repeat(`,{"at_ns": 1}`, 20_000) + `]}`): "20001 events or samples: at most 20000",
		file(`{"length_ns": 5, "events": [` + crowd(1001) + `]}`):                                          "1001 clients: at most 1000",
		file(`{"length_ns": 5}` + strings.Repeat(`,{"length_ns": 5}`, 100)):                                "101 recordings: at most 100",
		strings.Repeat("[", 1_000_000):                                                                     "not a recording that -json has written",
		file(`{"length_ns": 5, "scenario": "\u202e"}`):                                                     `"\u202e": a name`,
	} {
		_, err := recording.Unmarshal([]byte(data))
		require.ErrorContains(t, err, want, data)
		require.NotContains(t, err.Error(), "\n")
	}
}

// crowd returns events of so many clients.
func crowd(n int) string {
	var events []string
	for i := range n {
		events = append(events, fmt.Sprintf(`{"client": "c%d"}`, i))
	}
	return strings.Join(events, ",")
}

// Whatever can be read can be laid out.
func FuzzUnmarshal(f *testing.F) {
	data, _ := recording.Marshal([]recording.Recording{sample.SilentClient("04-pool"), sample.SilentClient("05-async-netpoll")})
	f.Add(string(data))
	f.Add(file(`{"length_ns": 5, "server": {"hands": "worker", "count": -1}, "events": [{"source": "log", "client": "A", "kind": "dropped"}]}`))
	f.Fuzz(func(t *testing.T, data string) {
		if all, err := recording.Unmarshal([]byte(data)); err == nil {
			layout.Panels(all...)
		}
	})
}
