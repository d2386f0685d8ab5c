package source

import (
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/recording"
)

func TestCardsHaveMarkersAtTheirPlaces(t *testing.T) {
	sources := []recording.Excerpt{
		{File: "a.go", Func: "f", Line: 10, Text: "func f() {\n\tg()\n}"},
		{File: "b.go", Line: 11, Text: "func g() {}"},
	}
	cards := Cards(sources, []recording.Place{
		{File: "a.go", Line: 11, Call: "g", State: "select", Goroutines: 2},
		{File: "b.go", Line: 12, Call: "elsewhere", Goroutines: 1},
	})
	require.Len(t, cards, 2)
	require.Equal(t, "a.go, f", cards[0].Name)
	require.Equal(t, Line{Number: 10, Key: "a.go:10", Text: "func f() {"}, cards[0].Lines[0])
	require.Equal(t, Line{
		Number: 11, Key: "a.go:11", Text: "\tg()", Waits: "2 here", Title: "2 goroutines wait here: g (select)",
	}, cards[0].Lines[1])
	require.Equal(t, []Line{{Number: 11, Key: "b.go:11", Text: "func g() {}"}}, cards[1].Lines)
}
