package live

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"workbook/shared/lab/browser"
	"workbook/shared/lab/layout"
	"workbook/shared/lab/svg"
	"workbook/shared/lab/svg/cases"
)

// chartWidths is those of phones, tablets and desktops, and those between which
// the layout changes.
var chartWidths = []float64{320, 374, 448, 639, 640, 820, 1040}

// An easel is a page that draws panels with chart.js and compares them with what
// package svg has drawn.
type easel struct {
	*browser.Tab
	task atomic.Value // as JSON, for the page to fetch
}

// A task is a panel for the page, which gets it as the live page does, and what
// becomes of it.
type task struct {
	Panel    layout.Panel
	Pictures []picture
}

type picture struct {
	Function string // of chart.js
	Width    float64
	SVG      string
}

const easelPage = `<!doctype html><title>easel</title><link rel="icon" href="data:,"><script type="module">
import * as module from './chart.js'
let task
window.compare = async () => {
	task = await (await fetch('task')).json()
	for (const [index, { Function, Width, SVG }] of task.Pictures.entries()) {
		const drawn = module[Function](task.Panel, Width, 'x')
		if (drawn !== SVG) return { Index: index, Drawn: drawn }
	}
	return null
}
window.time = () => {
	const begun = performance.now()
	for (const { Function, Width } of task.Pictures) module[Function](task.Panel, Width, 'x')
	return performance.now() - begun
}
</script>`

func newEasel(t *testing.T) *easel {
	e := new(easel)
	mux := http.NewServeMux()
	mux.Handle("GET /chart.js", http.FileServerFS(files))
	mux.HandleFunc("GET /task", func(w http.ResponseWriter, _ *http.Request) { w.Write(e.task.Load().([]byte)) })
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, easelPage)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	e.Tab = browser.Open(t)
	e.Do(chromedp.Navigate(server.URL))
	return e
}

// compare has a panel drawn by both renderers, at each of the widths.
func (e *easel) compare(t *testing.T, name string, p layout.Panel, widths ...float64) {
	t.Helper()
	given := task{Panel: p}
	for _, width := range widths {
		given.Pictures = append(given.Pictures,
			picture{"chart", width, svg.Chart(p, width, "x")}, picture{"gauges", width, svg.Gauges(p, width, "x")})
	}
	data, err := json.Marshal(given)
	require.NoError(t, err)
	e.task.Store(data)
	differs := browser.Evaluate[*struct {
		Index int
		Drawn string
	}](e.Tab, "compare()")
	if differs != nil {
		want := given.Pictures[differs.Index]
		same(t, fmt.Sprintf("%s of %q at %v", want.Function, name, want.Width), want.SVG, differs.Drawn)
	}
}

// same fails the test if two pictures differ. A picture is long, so it shows the
// first line that does.
func same(t *testing.T, name, inGo, inJavaScript string) {
	t.Helper()
	want, got := strings.Split(inGo, "\n"), strings.Split(inJavaScript, "\n")
	line := 0
	for line < min(len(want), len(got))-1 && want[line] == got[line] {
		line++
	}
	require.Equal(t, want[line], got[line], "%s, line %d", name, line+1)
	require.Len(t, got, len(want), "lines of %s", name)
}

// The page draws what package svg draws, character by character.
func TestChartsAreThoseOfPackageSVG(t *testing.T) {
	e := newEasel(t)
	panels := cases.All()
	for _, name := range slices.Sorted(maps.Keys(panels)) {
		e.compare(t, name, panels[name], chartWidths...)
	}
}

func TestWhateverHappensIsDrawnAlike(t *testing.T) {
	e := newEasel(t)
	random := rand.New(rand.NewPCG(5, 6))
	for i := range 60 {
		r := cases.Random(random)
		from := time.Duration(random.Int64N(int64(r.Length / 2)))
		until := from + time.Duration(random.Int64N(int64(r.Length)))
		width := 320 + 10*float64(random.IntN(100))
		e.compare(t, fmt.Sprintf("random %d", i), layout.Panels(r)[0], width)
		e.compare(t, fmt.Sprintf("random %d from %v until %v", i, from, until), layout.Window(from, from+r.Length/2, r.Until(until))[0], width)
	}
}

// Every character takes as much room in either, and is as safe: a gauge's text
// begins where its name ends.
func TestEveryCharacterIsDrawnAlike(t *testing.T) {
	e := newEasel(t)
	var all []rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if (r < 0x10000 || 0x1F000 <= r && r < 0x1FB00 || r%53 == 0) && settled(r) { // beyond the BMP all pictures, and a sample
			all = append(all, r)
		}
	}
	for some := range slices.Chunk(all, 1<<13) {
		var p layout.Panel
		for _, r := range some {
			p.Gauges = append(p.Gauges, layout.Gauge{Name: string(r), Text: fmt.Sprintf("is U+%04X", r)})
		}
		e.compare(t, fmt.Sprintf("U+%04X to U+%04X", some[0], some[len(some)-1]), p, 640)
	}
}

// settled says whether what a character is does not depend on the versions of
// Unicode that Go and the browser know.
func settled(r rune) bool {
	switch {
	case unicode.In(r, unicode.Cn, unicode.Cs): // not assigned, in Go; half a character
		return false
	case 0x2630 <= r && r <= 0x2637, 0x268A <= r && r <= 0x268F, 0x4DC0 <= r && r <= 0x4DFF: // wide since Unicode 16
		return false
	}
	return true
}

// A crowd does not stop the page. How long it takes is told, not asserted: see
// go test -v.
func TestLargeChartsAreDrawnAlike(t *testing.T) {
	e := newEasel(t)
	for _, stage := range []string{"01-blocking", "02-goroutines", "05-async-netpoll"} {
		for _, clients := range []int{1, 1500} {
			p := cases.Busy(stage, clients, max(5000/clients-2, 1))
			e.compare(t, stage, p, 1040)
			took := browser.Evaluate[float64](e.Tab, "time()")
			t.Logf("%s, %d clients: %d bytes in %.0f ms", stage, clients, len(svg.Chart(p, 1040, "x")), took)
		}
	}
}
