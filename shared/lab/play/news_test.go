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
