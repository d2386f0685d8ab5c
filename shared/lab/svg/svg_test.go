package svg

import (
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/recording/sample"
	"workbook/shared/lab/svg/cases"
	"workbook/shared/theme"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a picture with the one in testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "go test ./shared/lab/svg -update writes it")
	require.Equal(t, string(want), string(got), "go test ./shared/lab/svg -update accepts it")
}

func TestPictures(t *testing.T) {
	panels := cases.All()
	for _, stage := range cases.Stages {
		golden(t, stage+".svg", Picture(panels[stage], 1040, theme.Light))
		golden(t, stage+"-390.svg", Picture(panels[stage], 390, theme.Light))
	}
	golden(t, "01-blocking-dark.svg", Picture(panels["01-blocking"], 1040, theme.Dark))
	golden(t, "crowd.svg", Picture(panels["crowd"], 1040, theme.Light))
	golden(t, "crowd-390.svg", Picture(panels["crowd"], 390, theme.Light))
	golden(t, "trouble.svg", Picture(panels["trouble"], 1040, theme.Light))
	golden(t, "flood.svg", Picture(panels["flood"], 1040, theme.Light))
	golden(t, "flood-05.svg", Picture(panels["flood-05"], 1040, theme.Light))
	golden(t, "unlogged.svg", Picture(panels["unlogged"], 1040, theme.Light))
	golden(t, "chart.svg", []byte(Chart(panels["04-pool"], 640, "x")))
}

// elements reads a picture, and returns how many elements of each name it has.
func elements(t *testing.T, picture []byte) map[string]int {
	t.Helper()
	count := make(map[string]int)
	decoder := xml.NewDecoder(strings.NewReader(string(picture)))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		require.NoError(t, err)
		if element, ok := token.(xml.StartElement); ok {
			count[element.Name.Local]++
		}
	}
}

func TestPicturesAreWellFormed(t *testing.T) {
	for name, p := range cases.All() {
		for _, width := range []float64{390, 1040} {
			picture := Picture(p, width, theme.Light)
			count := elements(t, picture)
			require.Equal(t, 1, count["svg"], name)
			require.Greater(t, count["title"], 5, name)
			require.NotContains(t, string(picture), "var(", "a colour that the theme does not have")
			require.NotContains(t, string(picture), "NaN", name)
		}
	}
}

func TestEverythingHasATitle(t *testing.T) {
	picture := string(Picture(cases.All()["01-blocking"], 1040, theme.Light))
	for _, title := range []string{
		"stuck with A, who says nothing, from 0.30 s to 4.00 s", "A: the server looks after it, says nothing, from",
		"B: asked, still waiting, waits 2.9 s, from 1.10 s to 4.00 s", "B sends “hello” at 1.10 s",
		"B gets the reply (reply in 0.3 ms) at 4.80 s", "C leaves at 6.60 s", "3: A leaves. Only now the server turns to B.",
		"longest wait 3.5 s: C waits until A and B have left.",
	} {
		require.Contains(t, picture, "<title>"+title)
	}
}

func TestHostileTextIsEscaped(t *testing.T) {
	p := cases.HostileNames()
	for _, picture := range []string{string(Picture(p, 1040, theme.Light)), Chart(p, 390, "x")} {
		require.Zero(t, elements(t, []byte(picture))["script"])
		require.Contains(t, picture, "script&gt;")
		require.NotRegexp(t, "[\x00-\x08\x0b-\x1f\u202e\uffff]", picture)
	}
}

var widths = []float64{320, 374, 390, 480, 639, 640, 820, 1040, 1400}

func TestTextsDoNotOverlap(t *testing.T) {
	for name, p := range cases.All() {
		for _, width := range widths {
			noOverlap(t, fmt.Sprintf("%s at %v", name, width), p, width)
		}
	}
}

// noOverlap looks at the room that texts take in the whole picture.
func noOverlap(t *testing.T, name string, p layout.Panel, width float64) {
	t.Helper()
	c := newChart(p, width, "x")
	c.compose()
	for i, a := range c.boxes {
		require.GreaterOrEqual(t, a.left, 0.0, "%s: %q", name, a.text)
		require.LessOrEqual(t, a.right, width, "%s: %q", name, a.text)
		for _, b := range c.boxes[:i] {
			apart := a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top
			require.True(t, apart, "%s: %q and %q", name, a, b)
		}
	}
}

func TestTextsFitIntoTheirBars(t *testing.T) {
	for name, p := range cases.All() {
		for _, width := range widths {
			c := newChart(p, width, "x")
			for _, l := range c.planLanes(0) {
				for _, piece := range l.pieces {
					w := c.bar.width(piece.text) / 2
					if piece.State == layout.Waiting {
						w = c.pill.width(piece.text)/2 + c.pillPad()
					}
					if piece.text == "" {
						continue
					}
					require.GreaterOrEqual(t, piece.middle-w, piece.from, name)
					require.LessOrEqual(t, piece.middle+w, piece.to, name)
					for _, m := range l.marks {
						require.GreaterOrEqual(t, max(m.x-c.half-(piece.middle+w), piece.middle-w-(m.x+c.half)), 0.0, "%s: %s", name, piece.text)
					}
				}
			}
		}
	}
}

func TestTextsStandBesideMarks(t *testing.T) {
	c := newChart(layout.Panel{}, 1040, "x")
	p := piece{from: 0, to: 400, Segment: layout.Segment{State: layout.Served, Labels: layout.Labels{"says nothing"}}}
	c.inscribe(&p, []mark{{x: 20}, {x: 380}})
	require.Equal(t, 200.0, p.middle)
	c.inscribe(&p, []mark{{x: 300}})
	require.Less(t, p.middle, 150.0)
	c.inscribe(&p, []mark{{x: 100}, {x: 200}, {x: 300}})
	require.Empty(t, p.text)
}

// What happens at random draws, too: no panic, no overlap, well-formed.
func TestAnythingCanBeDrawn(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		r := cases.Random(random)
		p := layout.Panels(r)[0]
		width := widths[random.IntN(len(widths))]
		noOverlap(t, fmt.Sprint(r.Events), p, width)
		elements(t, Picture(p, width, theme.Light))
	}
}

func TestWaitsThatAreTooShortForTheirPillAreToldBelow(t *testing.T) {
	p := cases.Panel("01-blocking", "1 A connect", "1 log A picked up", "1.1 B connect", "1.2 B send hi",
		"1.5 A leave", "1.5 log A dropped", "1.5 log B picked up", "1.5 B reply HI", "3 B leave")
	require.Contains(t, Chart(p, 1040, "x"), ">waits 300 ms</text>")
	require.NotContains(t, Chart(p, 1040, "x"), ">reply</text>")
	require.Contains(t, Chart(p, 4000, "x"), ">reply</text>", "where there is room, it is on the bar")
}

func TestLineAndItsReplyStayTogether(t *testing.T) {
	c := newChart(cases.Talk("hello"), 1040, "x")
	marks := c.planLanes(0)[1].marks
	var kinds []recording.Kind
	shown := 0
	for _, m := range marks {
		kinds = append(kinds, m.Kind)
		shown += 1 + m.more
	}
	require.Equal(t, 19, shown, "what is left out is counted")
	require.Less(t, len(kinds), 19)
	require.Greater(t, len(kinds), 5)
	for i := 1; i+1 < len(kinds); i += 2 {
		require.Equal(t, []recording.Kind{"send", "reply"}, kinds[i:i+2], "%v", kinds)
	}
}

func TestFloodIsDrawnSoonAndInShort(t *testing.T) {
	lines := []string{"0.1 A connect", "0.1 log A picked up"}
	for i := range 5000 {
		at := 0.2 + float64(i)/1000
		lines = append(lines, fmt.Sprintf("%.4f A send hi", at), fmt.Sprintf("%.4f A reply HI", at+.0002))
	}
	begun := time.Now()
	for _, stage := range []string{"02-goroutines", "05-async-netpoll"} {
		p := cases.Panel(stage, append(lines, "6 A leave", "6 log A dropped")...)
		require.Less(t, len(Picture(p, 1040, theme.Light)), 250_000)
		noOverlap(t, "flood", p, 1040)
	}
	require.Less(t, time.Since(begun), 5*time.Second)
}

func TestHabitsAreWrittenOnBars(t *testing.T) {
	require.Contains(t, Chart(cases.Flood("02-goroutines"), 1040, "x"), ">does not read</text>")
}

func TestPhonesGetAnotherPicture(t *testing.T) {
	p := cases.All()["01-blocking"]
	require.Contains(t, Chart(p, 1040, "x"), ">stuck with A, who says nothing</text>")
	require.Contains(t, Chart(p, 390, "x"), ">stuck with A</text>")
	require.Contains(t, Chart(p, 1040, "x"), ">client B</text>")
	require.Contains(t, Chart(p, 390, "x"), ">B</text>")
}

func TestColoursAreTheThemes(t *testing.T) {
	require.Equal(t, len(theme.Light), len(theme.Dark))
	for i := range theme.Light {
		require.Equal(t, theme.Light[i].Property, theme.Dark[i].Property)
		require.Contains(t, chartStyles, "var("+theme.Light[i].Property+")")
	}
	require.Contains(t, string(Picture(cases.Trouble(), 1040, theme.Dark)), ".lab .page { fill: #14171C; }")
	require.Contains(t, theme.Dark.Properties(), "--waits: #E69F00;")
}

func TestLegendExplainsWhatThereIs(t *testing.T) {
	meanings := func(p layout.Panel) (all []string) {
		for _, s := range Legend([]layout.Panel{p}, "l") {
			elements(t, []byte(s.SVG))
			all = append(all, s.Meaning)
		}
		return all
	}
	usual := []string{
		"the server looks after it", "asked, still waiting", "connected, in the queue",
		"connects", "sends a line", "gets the reply", "leaves",
	}
	require.Equal(t, usual, meanings(cases.All()["05-async-netpoll"]))
	require.Equal(t, append(usual, "is cut off"), meanings(cases.Trouble()))
}

func TestTypographic(t *testing.T) {
	for text, want := range map[string]string{
		`B sends "hello". It's C's turn.`: "B sends “hello”. It’s C’s turn.",
		`"say \"it's\" \\"`:               `“say \"it's\" \\”`,
		`"open`:                           "“open",
		"":                                "",
	} {
		require.Equal(t, want, Typographic(text))
	}
}

func TestWidths(t *testing.T) {
	f := face{size: 10}
	require.Greater(t, f.width("你好"), 20.0)
	require.Greater(t, f.width("WWW"), f.width("iii")*2)
	require.Equal(t, f.width("e"), f.width("e\u0301"))
	require.Greater(t, face{size: 10, bold: true}.width("abc"), f.width("abc"))
}

func TestShorten(t *testing.T) {
	f := face{size: 10}
	require.Equal(t, "short", f.shorten("short", 100))
	require.Equal(t, "“hel…”", f.shorten("“hello”", f.width("“hel…”")))
	require.Equal(t, "", f.shorten("hello", 10))
}

func TestWrap(t *testing.T) {
	f := face{size: 10}
	require.Equal(t, []string{"one two", "three"}, f.wrap("one two three", f.width("one two")))
	require.Equal(t, []string{"你好", "世界"}, f.wrap("你好世界", f.width("你好")))
	require.Equal(t, []string{"x", "你"}, f.wrap("x你", 1), "one character at least")
	require.Empty(t, f.wrap("", 10))
}

func TestSpread(t *testing.T) {
	require.Equal(t, []float64{1, 5, 9}, spread([]float64{1, 5, 9}, 2, 0, 10))
	require.Equal(t, []float64{1, 3, 9}, spread([]float64{1, 1, 9}, 2, 0, 10))
	require.Equal(t, []float64{6, 8, 10}, spread([]float64{9, 9, 9}, 2, 0, 10))
	require.Len(t, spread(make([]float64, 99), 2, 0, 10), 6)
}

func TestPlace(t *testing.T) {
	f := face{size: 10}
	long, short := "reply in 0.3 ms", "0.3 ms"
	at := func(x float64) label { return label{at: x, texts: []string{long, short}} }
	require.Equal(t, []placed{{0, long}, {300, long}}, place([]label{at(0), at(300)}, f, 0, 500))
	require.Equal(t, []placed{{0, short}, {60, long}}, place([]label{at(0), at(60)}, f, 0, 500), "there is less room before the next")
	require.Equal(t, []placed{{500 - f.width(long), long}}, place([]label{at(480)}, f, 0, 500), "at the edge it moves")
	require.Equal(t, []placed{{0, long}}, place([]label{at(0), at(1), at(2)}, f, 0, 500), "what would stand far from its mark is left out")
	near := f.width(short) + labelGap - 5
	require.Equal(t, []placed{{0, short}, {near + 5, long}, {300, long}}, place([]label{at(0), {near, []string{long}, false}, at(300)}, f, 0, 500), "a little may be moved")
	cut := place([]label{{at: 0, texts: []string{"“a long text”"}, cut: true}, at(60)}, f, 0, 500)
	require.Regexp(t, "^“a.*…”$", cut[0].text)
}

// While a recording goes on, what is there is there at once, and is not drawn in
// the future.
func TestWhatHasJustHappenedIsDrawn(t *testing.T) {
	at := func(seconds time.Duration) *chart {
		r := sample.SilentClient("01-blocking").Until(seconds)
		return newChart(layout.Window(0, 10*time.Second, r)[0], 1040, "x")
	}
	c := at(800 * time.Millisecond)
	require.Contains(t, Chart(c.panel, 1040, "x"), "B: connected, in the queue")
	c = at(300200 * time.Microsecond)
	require.Contains(t, Chart(c.panel, 1040, "x"), "A: the server looks after it", "it was in the queue for too short a time to be seen")
	for _, now := range []time.Duration{4000400 * time.Microsecond, 4010 * time.Millisecond, 4100 * time.Millisecond} {
		c = at(now)
		marks := c.planLanes(0)[1].marks
		reply := marks[len(marks)-1]
		require.Equal(t, recording.Reply, reply.Kind)
		require.LessOrEqual(t, reply.x+c.half, c.x(now), "at %v", now)
	}
	later, end := at(5 * time.Second).planLanes(0)[1].marks, at(7 * time.Second).planLanes(0)[1].marks
	require.Equal(t, end[2].x, later[2].x, "it stays where it is to be")
}

func TestPicturesSideBySideStandAtTheSameHeight(t *testing.T) {
	both := layout.Window(0, 10*time.Second, sample.SilentClient("01-blocking"), sample.SilentClient("02-goroutines"))
	left, right := newChart(both[0], 500, "l"), newChart(both[1], 500, "r")
	require.Equal(t, left.draw(0), right.draw(0))
	require.Less(t, len(both[0].Rows), len(both[1].Rows))
}
