package plots

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// named are names that servers have: those of stages, of a stage that a student
// adds, and of servers that -addr names, up to what a host name can be.
var named = []string{
	"01-blocking (1 client)", "02-goroutines", "03-oop-style", "04-pool (4 clients)", "05-async-netpoll (-loops 2)",
	"06-my-very-own-server", "127.0.0.1:8000", "[2001:db8:1234:5678:9abc:def0:1234:5678]:8000",
	"a-server-with-a-long-name.in-a-subdomain.example.com:65535", strings.Repeat("W", 63) + ".example:8000",
}

// crowded returns plots of servers with these names, where numbers and spreads
// are as long as they get.
func crowded(names []string) map[string]Plot {
	bars := Rows{Axis: "CPU time for a message, microseconds", Names: names, Marks: make([]Mark, 1)}
	dots := Rows{Axis: "milliseconds until the reply; each step to the right is ten times as long", Log: true, Names: names, Marks: []Mark{
		{Name: "half of the replies (p50)"}, {Name: "99 in 100 (p99)"}, {Name: "999 in 1,000 (p99.9)"},
	}}
	var grow, crowd Lines
	grow.X, grow.Y = "clients", "CPU time for a message, microseconds"
	crowd.X, crowd.Y, crowd.LogY = "clients", "served at the same time", true
	for i, name := range names {
		v := 1_234_567 / float64(i+1)
		bars.Marks[0].Values = append(bars.Marks[0].Values, Value{Known: i != 3, Median: v, Low: v / 2, High: 1.1 * v, Label: "1,234,567"})
		for n := range dots.Marks {
			v /= 1000
			dots.Marks[n].Values = append(dots.Marks[n].Values, Value{Known: true, Median: v, Low: v / 9, High: 9 * v})
		}
		grow.Lines = append(grow.Lines, Line{Name: name, Points: []Point{{1, 1e4 + v, 1e4, 2e4}, {19_900, 3e4 + v, 2e4, 4e4}}})
		crowd.Lines = append(crowd.Lines, Line{Name: name, Points: []Point{{1, 1, 1, 1}, {100_000, float64(i%2) + 1e5, 1e5, 1e5}}, Ends: i == 0})
	}
	return map[string]Plot{"bars": bars, "dots": dots, "lines": grow, "log lines": crowd}
}

// A box is where something is drawn, in pixels from the top left.
type box struct {
	text                     string
	left, top, right, bottom float64
}

func (b box) crosses(other box) bool {
	const beside, below = 0.5, 2 // the room above letters, for accents, may be another line's
	return b.left < other.right-beside && other.left < b.right-beside && b.top < other.bottom-below && other.top < b.bottom-below
}

var (
	canvasSize = regexp.MustCompile(`^<svg viewBox="0 0 ([\d.]+) ([\d.]+)"`)
	text       = regexp.MustCompile(`<text textLength="([\d.]+)" lengthAdjust="spacingAndGlyphs" x="([-\d.]+)" y="([-\d.]+)"[^>]*?font-size:([\d.]+)px[^>]*>([^<]*)</text>`)
	path       = regexp.MustCompile(`(?s)<path d="([^"]*)"([^>]*)>`)
	corner     = regexp.MustCompile(`[ML]([-\d.e]+),([-\d.e]+)`)
)

func float(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return v
}

// canvas returns a plot's width and height.
func canvas(t *testing.T, svg string) box {
	t.Helper()
	m := canvasSize.FindStringSubmatch(svg)
	require.NotNil(t, m)
	return box{right: float(t, m[1]), bottom: float(t, m[2])}
}

// texts returns where texts are, measured in the font that gonum lays out for.
// The y axis of a drawing goes up from its bottom; a text's goes down again.
func texts(t *testing.T, svg string) []box {
	t.Helper()
	var boxes []box
	for _, m := range text.FindAllStringSubmatch(svg, -1) {
		shown := html.UnescapeString(m[5])
		size := float(t, m[4])
		require.GreaterOrEqual(t, size, 12.0, "legible on a phone")
		look := style(size, ink)
		width := look.Width(shown).Points()
		require.InDelta(t, width, float(t, m[1]), 0.01, "%s: no other font makes it wider", shown)
		extents := look.FontExtents()
		left, base := float(t, m[2]), canvas(t, svg).bottom+float(t, m[3])
		boxes = append(boxes, box{shown, left, base - extents.Ascent.Points(), left + width, base + extents.Descent.Points()})
	}
	require.Len(t, boxes, strings.Count(svg, "<text "), "all are held to their width")
	return boxes
}

// paths returns the boxes around all that is drawn besides, but for the grid and
// the ground that hides it behind texts.
func paths(t *testing.T, svg string) []box {
	t.Helper()
	var boxes []box
	for _, m := range path.FindAllStringSubmatch(svg, -1) {
		if strings.Contains(m[2], "var(--grid)") || strings.Contains(m[2], "var(--bg)") {
			continue
		}
		var around box
		for i, at := range corner.FindAllStringSubmatch(m[1], -1) {
			x, y := float(t, at[1]), canvas(t, svg).bottom-float(t, at[2])
			if i == 0 {
				around = box{m[1], x, y, x, y}
			}
			around = box{m[1], min(around.left, x), min(around.top, y), max(around.right, x), max(around.bottom, y)}
		}
		boxes = append(boxes, around)
	}
	require.NotEmpty(t, boxes)
	return boxes
}

func TestNoTextIsCutOrCrossed(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{named[:1], named[:5], named[:7], named} {
		for name, p := range crowded(names) {
			for _, width := range []float64{358, 760} {
				name := fmt.Sprintf("%s of %d servers, %g wide", name, len(names), width)
				svg := p.Draw(width)
				sheet, shown := canvas(t, svg), texts(t, svg)
				require.Equal(t, width, sheet.right)
				for i, text := range shown {
					within := text.left >= 0 && text.right <= sheet.right && text.top >= 0 && text.bottom <= sheet.bottom
					require.True(t, within, "%s: %+v is cut off", name, text)
					for _, other := range shown[:i] {
						require.False(t, text.crosses(other), "%s: %+v is on top of %+v", name, text, other)
					}
				}
				if _, ok := p.(Rows); ok { // the lines of Lines are hidden behind names
					requireNothingCrosses(t, name, shown, paths(t, svg))
				}
			}
		}
	}
}

func requireNothingCrosses(t *testing.T, name string, texts, drawn []box) {
	t.Helper()
	for _, text := range texts {
		for _, path := range drawn {
			require.False(t, text.crosses(path), "%s: %+v crosses %q", name, path, text.text)
		}
	}
}

// A name is all there, however many lines it needs.
func TestNamesAreWrapped(t *testing.T) {
	require.Equal(t, "05-async-netpoll", wrap("05-async-netpoll", noteSize, 107))
	require.Equal(t, "04-pool\n(4 clients)", wrap("04-pool (4 clients)", noteSize, 90))
	require.Equal(t, "06-my-very-own-\nserver", wrap("06-my-very-own-server", noteSize, 107))
	require.Equal(t, "02, 03,\n05", wrap("02, 03, 05", noteSize, 45))
	require.Equal(t, "é\né", wrap("éé", noteSize, 1), "at least a letter")
	for _, name := range named {
		joined := strings.ReplaceAll(wrap(name, noteSize, 107), "\n", "")
		require.Equal(t, strings.ReplaceAll(name, " ", ""), strings.ReplaceAll(joined, " ", ""))
	}
}

func TestNamesBesideLinesTakeNoMoreRoomThanTheyNeed(t *testing.T) {
	apart := namedLines{Lines{Lines: []Line{{Name: "02", Points: []Point{{1, 2, 2, 2}}}, {Name: "05", Points: []Point{{1, 3, 3, 3}}}}}, 100}
	width, height := apart.nameRoom()
	require.InDelta(t, textWidth("02", textSize)+lineTextGap+6, width, 1e-9, "they do not end together")
	require.InDelta(t, 2*nameDistance, height, 1e-9)
}
