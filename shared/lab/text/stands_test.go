package text

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
	"workbook/shared/lab/recording/sample"
)

// seen is a recording with what there was to see inside the process all the time.
func seen(stage string, queue int, places ...recording.Place) recording.Recording {
	r := sample.SilentClient(stage)
	s := recording.Sample{Until: r.Length, Places: places, Queue: &queue}
	for _, p := range places {
		s.Goroutines += p.Goroutines
	}
	r.Samples = []recording.Sample{s}
	return r
}

func TestWhereTheServerStands(t *testing.T) {
	const read, accept, wait = "s.conn.Read", "listener.Accept", "<-stop.Done()"
	all := []recording.Recording{
		seen("01-blocking", 2,
			recording.Place{File: "01-blocking/main.go", Line: 56, Call: "conn.Read", State: "IO wait", Goroutines: 1}),
		seen("03-oop-style", 0,
			recording.Place{File: "03-oop-style/session.go", Line: 37, Call: read, State: "IO wait", Goroutines: 3},
			recording.Place{File: "03-oop-style/server.go", Line: 49, Call: accept, State: "IO wait", Goroutines: 1},
			recording.Place{File: "03-oop-style/main.go", Line: 35, Call: wait, State: "chan receive", Goroutines: 1}),
	}
	golden(t, "stands-80.txt", draw(t, Options{Columns: 80}, all...))
	golden(t, "stands-48.txt", draw(t, Options{Columns: 48}, all...))
	for columns := MinColumns; columns < 130; columns++ {
		for _, l := range strings.Split(draw(t, Options{Columns: columns}, all...), "\n") {
			require.LessOrEqual(t, columnsOf(l), columns, l)
		}
	}
}
