package page

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"workbook/shared/lab/browser"
	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
	"workbook/shared/lab/recording/sample"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(browser.Tests(m)) }

var update = flag.Bool("update", false, "write the golden files anew")

var stages = []string{"01-blocking", "02-goroutines", "03-oop-style", "04-pool", "05-async-netpoll"}

func workbook() []layout.Panel {
	var all []recording.Recording
	for _, stage := range stages {
		all = append(all, sample.SilentClient(stage))
	}
	return layout.Panels(all...)
}

func write(t *testing.T, panels ...layout.Panel) string {
	t.Helper()
	var b bytes.Buffer
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	require.NoError(t, Write(&b, panels, Run{Scenario: "the silent client", Start: start}))
	return b.String()
}

var (
	pictures = regexp.MustCompile(`(?s)<svg.*?</svg>`)
	scripts  = regexp.MustCompile(`(?s)<script type="module">.*?</script>`)
	sheet    = regexp.MustCompile(`(?s)<style>.*?</style>`)
	spaces   = regexp.MustCompile(`\s+`)
	tags     = regexp.MustCompile(`<[^>]*>`)
)

// The pictures are the other package's business; the style sheet and the script
// are files.
func TestPage(t *testing.T) {
	got := write(t, workbook()[0], workbook()[4])
	got = pictures.ReplaceAllString(sheet.ReplaceAllString(got, "<style></style>"), "<svg></svg>")
	got = scripts.ReplaceAllString(got, `<script type="module"></script>`)
	path := filepath.Join("testdata", "page.html")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "go test ./shared/lab/page -update writes it")
	require.Equal(t, string(want), got, "go test ./shared/lab/page -update accepts it")
}

func TestPageNeedsNothingElse(t *testing.T) {
	got := write(t, workbook()...)
	require.NotRegexp(t, `(?i)\ssrc=|<link|<img|<iframe|@import|javascript:|fetch\(|\son[a-z]+=`, got)
	got = strings.ReplaceAll(got, "url(#", "")
	require.NotContains(t, got, "url(")
	require.NotContains(t, got, "://")
	require.NotContains(t, got, "ZgotmplZ", "what html/template writes for what it thinks unsafe")
}

func TestIDsAreUnique(t *testing.T) {
	got := write(t, workbook()...)
	ids := make(map[string]bool)
	for _, match := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(got, -1) {
		require.False(t, ids[match[1]], match[1])
		ids[match[1]] = true
	}
	references := regexp.MustCompile(`(?:aria-labelledby="|url\(#|href="#)([^")]*)`).FindAllStringSubmatch(got, -1)
	require.NotEmpty(t, references)
	for _, match := range references {
		for _, id := range strings.Fields(match[1]) {
			require.True(t, ids[id], id)
		}
	}
}

func TestEveryStageIsDrawnForEveryWindow(t *testing.T) {
	got := write(t, workbook()...)
	for _, window := range windows {
		require.Equal(t, len(stages), strings.Count(got, `<div class="chart `+window.class+`"><svg`), window.class)
		require.Contains(t, got, fmt.Sprintf(`viewBox="0 0 %v `, window.width))
	}
	require.Equal(t, len(windows)*len(stages), strings.Count(got, `role="img" aria-labelledby=`))
}

func TestHeadingsAreInOrder(t *testing.T) {
	last := 0
	for _, match := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(write(t, workbook()...), -1) {
		level := int(match[1][0] - '0')
		require.LessOrEqual(t, level, last+1)
		last = level
	}
	require.Equal(t, 3, last)
}

// prose returns the page's texts as a reader meets them, without the pictures.
func prose(page string) string {
	page = pictures.ReplaceAllString(sheet.ReplaceAllString(page, ""), "")
	return spaces.ReplaceAllString(tags.ReplaceAllString(page, " "), " ")
}

func TestNumbersAreThereForThoseWhoCannotSee(t *testing.T) {
	got := prose(write(t, workbook()[0]))
	for _, text := range []string{
		"Stage 01: one client at a time 3.5 s C waits until A and B have left.",
		"2 B sends “hello”. No reply: the server is with A.",
		"client connected looked after sent asked replied waited left",
		"A 0.3000 s 0.3002 s nothing – – – 4.0000 s",
		"B 0.8000 s 4.0003 s “hello” 1.1000 s 4.0004 s 2.9 s 5.4000 s “bye” 4.8000 s 4.8003 s 0.3 ms",
	} {
		require.Contains(t, got, text)
	}
	server := recording.Server{Title: "a server", Unlogged: true}
	lost := layout.Panels(sample.Recording(server, "1 A connect", "2 A send hi"))[0]
	require.Contains(t, prose(write(t, lost)), "A 1.0000 s – “hi” 2.0000 s never over 5.0 s –")
}

func TestManyClientsAreListedInPart(t *testing.T) {
	p := workbook()[0]
	for len(p.Visits) < maxVisits+3 {
		p.Visits = append(p.Visits, layout.Visit{Client: "X"})
	}
	require.Contains(t, prose(write(t, p)), "And 3 more.")
}

// inside returns a panel of a server that could be looked into.
func inside() layout.Panel {
	at := func(seconds float64) time.Duration { return time.Duration(seconds * 1e9) }
	place := func(line int, call string) []recording.Place {
		return []recording.Place{{File: "01-blocking/main.go", Line: line, Call: call, State: "IO wait", Goroutines: 1}}
	}
	r := sample.SilentClient("01-blocking")
	r.Samples = []recording.Sample{
		{At: 0, Until: at(.2), Goroutines: 1, Places: place(34, "listener.Accept")},
		{At: at(.3), Until: at(7), Goroutines: 1, Places: place(56, "conn.Read")},
	}
	r.Sources = []recording.Excerpt{
		{File: "01-blocking/main.go", Func: "serve", Line: 33, Text: "for {\n\tconn, err := listener.Accept()\n}"},
		{File: "01-blocking/main.go", Func: "handle", Line: 55, Text: "for {\n\tn, rerr := conn.Read(in)\n}"},
	}
	return layout.Panels(r)[0]
}

func TestSourceHasMarkersWhereTheServerStands(t *testing.T) {
	got := write(t, inside())
	require.Equal(t, 1, strings.Count(got, `class="marker"`), "of the moment that tells most")
	require.Contains(t, got, `<span class="marker" role="img" title="1 goroutine waits here: conn.Read (IO wait)"`+
		` aria-label="1 goroutine waits here: conn.Read (IO wait)">1 here</span>`+
		`<span class="number">56</span><code>	n, rerr := conn.Read(in)</code>`)
	require.Contains(t, got, `"StoodAt":2950000000`)
	require.Equal(t, 2, strings.Count(got, `"line":34`)+strings.Count(got, `"line":56`), "where it stood at other times")
	require.Equal(t, len(windows), strings.Count(got, "inside the process</title>"))
	require.NotContains(t, write(t, workbook()[0]), `class="code"`, "nothing is known of its inside")
}

func TestWhereTheServerStandsIsTold(t *testing.T) {
	p := workbook()[0]
	require.NotContains(t, write(t, p), `class="stands`)
	p.Stands = "At 3.0 s: 1 goroutine waits here: conn.Read"
	require.Contains(t, prose(write(t, p)), p.Stands)
}

const hostile = "</style></svg><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{.}}"

func TestHostileTextIsEscaped(t *testing.T) {
	p := layout.Panels(sample.Recording(recording.About("02-goroutines", nil),
		"1 A connect", "1 log A picked up", "1.5 A send "+hostile, "1.6 A reply x", "2 A leave"))[0]
	p.Name, p.Heading, p.Sentence, p.Longest.Time, p.Stands = hostile, hostile, hostile, hostile, hostile
	p.Lanes[0].Client, p.Visits[0].Client, p.Captions[0].Text = hostile, hostile, hostile
	var b bytes.Buffer
	require.NoError(t, Write(&b, []layout.Panel{p}, Run{Scenario: hostile}))
	got := b.String()
	require.NotContains(t, scripts.ReplaceAllString(got, ""), "<script")
	require.NotContains(t, got, "<img")
	require.Equal(t, 1, strings.Count(got, "</style>"))
	require.Equal(t, strings.Count(got, "<svg"), strings.Count(got, "</svg>"))
	require.Contains(t, got, "&lt;script&gt;")
}
