package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/exercise"
	"workbook/shared/workbook/screen"
)

// The whole course: five chapters with four exercises each.
func wholeCourse() course {
	c := course{progress: exercise.Progress{Started: make(map[string]exercise.Work)}}
	for i, stage := range []string{"01-blocking", "02-goroutines", "03-oop-style", "04-pool", "05-async-netpoll"} {
		for k, name := range []string{"backpressure", "end", "half-close", "counter"} {
			c.all = append(c.all, exercise.Exercise{Stage: stage, Folder: fmt.Sprintf("%d-%s", k+1, name[:len(name)-i%2])})
		}
	}
	return c
}

func TestChaptersFitIntoTheTerminal(t *testing.T) {
	c := wholeCourse()
	for columns, lines := range map[int]int{40: 20, 60: 10, 80: 5, 140: 5} {
		var out bytes.Buffer
		b := &book{out: &screen.Screen{Out: &out, Columns: columns}}
		b.chapters(c)
		require.Equal(t, lines, strings.Count(out.String(), "\n"), out.String())
		require.Equal(t, len(c.all), strings.Count(out.String(), "[ ] "), "none is left out")
		for line := range strings.Lines(out.String()) {
			require.LessOrEqual(t, len(line)-1, columns, line)
		}
	}
}

func TestNextIsTheFirstThatIsNotSolvedFromTheCurrentOneOn(t *testing.T) {
	c := wholeCourse()
	next, left := c.next()
	require.True(t, left)
	require.Equal(t, c.all[0], next)

	c.progress.Current = c.all[5].Path()
	next, _ = c.next()
	require.Equal(t, c.all[5], next)

	c.progress.Started[c.all[5].Path()] = exercise.Work{Solved: true}
	next, _ = c.next()
	require.Equal(t, c.all[6], next)

	c.progress.Started[c.all[2].Path()] = exercise.Work{}
	next, _ = c.next()
	require.Equal(t, c.all[2], next, "what has been begun comes first")
	delete(c.progress.Started, c.all[2].Path())

	for _, e := range c.all[6:] {
		c.progress.Started[e.Path()] = exercise.Work{Solved: true}
	}
	next, _ = c.next()
	require.Equal(t, c.all[0], next, "after the last one comes what was left out")

	for _, e := range c.all {
		c.progress.Started[e.Path()] = exercise.Work{Solved: true}
	}
	_, left = c.next()
	require.False(t, left)
}
