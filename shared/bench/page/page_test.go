package page

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/report"
)

func sample() figures.Run {
	load := func(server string, clients int, cpu float64) figures.Result {
		return figures.Result{Server: server, Kind: figures.Load, Clients: clients, Rounds: []figures.Sample{
			{figures.CPU: cpu, figures.P50: 100, figures.P99: 200, figures.P999: 300, figures.Idle: 7000, figures.Peak: 1 << 24},
			{figures.CPU: cpu, figures.P50: 100, figures.P99: 200, figures.P999: 300, figures.Idle: 7000, figures.Peak: 1 << 24},
		}}
	}
	const bad = `06-<script>alert("x")</script>`
	return figures.Run{
		Base: 100, Sizes: []int{1, 100}, Servers: []string{"01-blocking", bad}, Calibration: []float64{1, 1},
		Results: []figures.Result{
			load("01-blocking", 1, 5), load("01-blocking", 100, 4), load(bad, 100, 8),
			{Server: bad, Kind: figures.Load, Clients: 1, Why: `message 3 is wrong: "<b>"`, Failed: true},
		},
	}
}

func TestPage(t *testing.T) {
	run := sample()
	data, err := Page(run, &run)
	require.NoError(t, err)
	html := string(data)

	require.NotContains(t, html, "<script", "names and errors come from elsewhere")
	require.NotContains(t, html, "<b>")
	require.NotRegexp(t, `(?:src|href)="(?:http|//)|url\(|@import`, html, "it needs nothing else")
	require.NotContains(t, html, "+-")
	require.Contains(t, html, "prefers-color-scheme: dark")
	require.Contains(t, html, "@media print")
	require.Contains(t, html, prose(strings.ReplaceAll(report.Rule, "'", "&#39;")))
	require.Contains(t, html, "01\u2011blocking needs the least CPU time for a message: 4.00\u00a0µs.")
	require.Contains(t, html, "</span></figcaption>", "whom a sentence leaves out")
	require.Contains(t, html, "is left out: a figure of it is missing.")
	require.Contains(t, html, `id="compared"`)
	require.Equal(t, strings.Count(html, `class="plot narrow"`), strings.Count(html, `class="plot wide"`))
	require.Positive(t, strings.Count(html, `class="plot wide"`))

	ids := make(map[string]bool)
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(html, -1) {
		require.False(t, ids[m[1]], "%s is there twice", m[1])
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]*)"|aria-labelledby="([^"]*)"`).FindAllStringSubmatch(html, -1) {
		require.True(t, ids[m[1]+m[2]], m[0])
	}
	requireBalanced(t, html)

	data, err = Page(run, nil)
	require.NoError(t, err)
	require.NotContains(t, string(data), `id="compared"`)
}

// A table may be wider than a window. Then it scrolls, for keys too, and shows that
// it does.
func TestTablesScroll(t *testing.T) {
	run := sample()
	data, err := Page(run, &run)
	require.NoError(t, err)
	html := string(data)
	regions := regexp.MustCompile(`<div class="scroll" role="region" tabindex="0" aria-label="Table: [^"]+"><table>`).FindAllString(html, -1)
	require.Len(t, regions, strings.Count(html, "<table>"))
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(regions))), len(regions), "each has a name of its own")
	require.Regexp(t, `(?s)\.scroll \{[^}]*overflow-x: auto[^}]*no-repeat scroll`, html, "the shadow")
}

// requireBalanced checks that all that is opened is closed.
func requireBalanced(t *testing.T, html string) {
	t.Helper()
	_, body, _ := strings.Cut(html, "<body>")
	body = "<body>" + strings.NewReplacer("<br>", "<br/>", "</html>", "").Replace(body)
	decoder := xml.NewDecoder(strings.NewReader(body))
	decoder.Entity = xml.HTMLEntity
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
	}
}

func TestProse(t *testing.T) {
	require.Equal(t, "05\u2011async\u2011netpoll needs 4.1\u00a0µs, ±3\u00a0%", prose("05-async-netpoll needs 4.1 us, +-3 %"))
	require.Equal(t, "CPU µs", typographic("CPU us"))
	require.Equal(t, "a program uses it", typographic("a program uses it"))
}
