package plots

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"workbook/shared/theme"
)

func at(v float64) Value {
	return Value{Known: true, Median: v, Low: 0.9 * v, High: 1.1 * v, Label: strconv.FormatFloat(v, 'g', -1, 64)}
}

func bars() Rows {
	return Rows{
		Axis: "CPU time, us", Names: []string{"01-blocking (1 client)", "02-goroutines", "03 <b>&"},
		Marks: []Mark{{Values: []Value{at(5), at(4), {}}}},
	}
}

func dots() Rows {
	return Rows{
		Axis: "milliseconds; logarithmic", Log: true, Names: []string{"01-blocking", "02-goroutines"},
		Marks: []Mark{{Name: "p50", Values: []Value{at(0.02), at(0.5)}}, {Name: "p99", Values: []Value{at(1), {}}}},
	}
}

func lines(log bool) Lines {
	return Lines{X: "clients", Y: "CPU", LogY: log, Lines: []Line{
		{Name: "01", Points: []Point{{1, 9, 8, 10}}, Ends: true},
		{Name: "02", Points: []Point{{1, 9, 8, 10}, {100, 5, 4, 6}, {10_000, 7, 0, 8}}},
		{Name: "05", Points: []Point{{1, 9, 8, 10}, {10_000, 7, 6, 8}}},
	}}
}

// every returns all kinds of plots, in both widths.
func every(t *testing.T) map[string]string {
	t.Helper()
	drawn := make(map[string]string)
	for name, p := range map[string]Plot{"bars": bars(), "dots": dots(), "lines": lines(false), "log lines": lines(true)} {
		for _, width := range []float64{358, 760} {
			drawn[name+strconv.Itoa(int(width))] = p.Draw(width)
		}
	}
	return drawn
}

func TestPlotsArePartsOfAPage(t *testing.T) {
	for name, svg := range every(t) {
		decoder := xml.NewDecoder(strings.NewReader(svg))
		for {
			_, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, name)
		}
		require.True(t, strings.HasPrefix(svg, `<svg viewBox="0 0 `), svg[:60])
		require.NotContains(t, svg, "NaN", name)
		require.NotContains(t, svg, "Inf", name)
		require.NotRegexp(t, `#[0-9A-Fa-f]{3,6}\b`, svg, "colours are the page's")
		require.NotContains(t, svg, "font-variant", name)
		require.Contains(t, svg, "var(--ink)", name)
		require.Contains(t, svg, `role="img" aria-label="Plot: `, name)
	}
}

func TestWhatIsDrawn(t *testing.T) {
	svg := bars().Draw(760)
	require.Contains(t, svg, "01-blocking (1 client)</text>")
	require.Contains(t, svg, "03 &lt;b&gt;&amp;</text>")
	require.Contains(t, svg, "not known</text>")
	require.Contains(t, svg, ">5</text>")
	require.Contains(t, bars().Draw(358), ">(1 client)</text>", "a line of its own")
	require.Contains(t, lines(false).Draw(760), ">02, 05</text>", "lines that end together")
	require.Contains(t, dots().Draw(358), "p99</text>")
	require.Contains(t, dots().Draw(358), "var(--series-2)")
}

func TestDrawable(t *testing.T) {
	require.True(t, bars().Drawable())
	require.False(t, Rows{Names: []string{"a"}, Marks: []Mark{{Values: []Value{{}}}}}.Drawable())
	require.False(t, Rows{Log: true, Names: []string{"a"}, Marks: []Mark{{Values: []Value{{Known: true}}}}}.Drawable())
	require.True(t, lines(true).Drawable())
	require.False(t, Lines{Lines: []Line{{Points: []Point{{X: 1}}}, {Points: []Point{{X: 1}}}}}.Drawable(), "all in one place")
	require.False(t, Lines{}.Drawable())
}

func TestTicks(t *testing.T) {
	labels := func(ticks []plot.Tick) []string {
		var labels []string
		for _, tick := range ticks {
			if tick.Label != "" {
				labels = append(labels, tick.Label)
			}
		}
		return labels
	}
	require.Equal(t, []string{"0.01", "0.1", "1", "10"}, labels(tens{}.Ticks(0.01, 10)))
	require.Equal(t, []string{"1", "10", "100", "1,000", "10,000"}, labels(tens{}.Ticks(1, 19_900)))
	require.Len(t, tens{}.Ticks(1, 10), 10)
	require.Equal(t, []string{"0", "2", "4", "6"}, labels(evenly{4}.Ticks(0, 7)))
	require.Equal(t, []string{"0", "0.1", "0.2", "0.3", "0.4"}, labels(evenly{4}.Ticks(0, 0.4)))
	require.Equal(t, []string{"0", "500,000", "1,000,000"}, labels(evenly{3}.Ticks(0, 1.2e6)))
	require.Equal(t, 1.0, niceStep(0))
	require.Equal(t, 1.0, niceStep(math.NaN()))
	require.Equal(t, "0.5", tickLabel(0.5))
	require.Equal(t, "2.5", tickLabel(2.5))
}

func TestDecades(t *testing.T) {
	for _, c := range []struct{ least, most, low, high float64 }{
		{0.03, 7, 0.01, 10}, {1, 100, 1, 100}, {1, 1, 1, 10}, {5, 5, 1, 10},
	} {
		low, high := decades(c.least, c.most)
		require.InDelta(t, c.low, low, 1e-9)
		require.InDelta(t, c.high, high, 1e-9)
	}
}

func TestNamesAtTheEndsOfLinesStayApart(t *testing.T) {
	places := func(top vg.Length) map[string]float64 {
		at := make(map[string]float64)
		for _, e := range apart([]end{
			{"a", vg.Point{X: 100, Y: 50}}, {"b", vg.Point{X: 100, Y: 49}}, {"c\nd", vg.Point{X: 100, Y: 51}}, {"e", vg.Point{X: 10, Y: 51}},
		}, top) {
			at[e.name] = e.at.Y.Points()
		}
		return at
	}
	require.Equal(t, map[string]float64{"b": 49, "a": 64, "c\nd": 86.5, "e": 51}, places(200))
	require.Equal(t, map[string]float64{"b": 40.5, "a": 55.5, "c\nd": 78, "e": 51}, places(85.5), "there is a top")
}

// Whatever is drawn has a colour in a page, and another one in a dark page.
func TestColours(t *testing.T) {
	light, dark := slices.Concat(theme.Light, Light), slices.Concat(theme.Dark, Dark)
	for _, r := range roles {
		require.NotEmpty(t, light.Value(string(r)), r)
		require.NotEmpty(t, dark.Value(string(r)), r)
		require.NotEqual(t, light.Value(string(r)), dark.Value(string(r)), r)
	}
	require.Len(t, Light, len(series))
	require.Len(t, Dark, len(series))
}
