package page

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"workbook/shared/lab/browser"
)

// requireMarkersAtTheirLines looks where markers are, once none moves any more.
func requireMarkersAtTheirLines(t *testing.T, tab *browser.Tab) {
	t.Helper()
	require.Empty(t, browser.Evaluate[string](tab, `(async () => {
		const markers = [...document.querySelectorAll('.marker')]
		await Promise.all(markers.flatMap((marker) => marker.getAnimations()).map(({ finished }) => finished))
		return markers.filter((marker) => {
			const here = marker.getBoundingClientRect()
			const line = marker.closest('.here').getBoundingClientRect()
			return here.top < line.top || here.bottom > line.bottom + 1
		}).map((marker) => marker.closest('.here').textContent).join()
	})()`))
}

// Whoever moves the slider sees where the server stood then.
func TestMarkersMoveThroughTime(t *testing.T) {
	tab := browser.Open(t)
	// In a small window the source has little room.
	page := strings.Replace(write(t, inside()), "</head>", "<style>.code { height: 8rem !important; }</style></head>", 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte(page))
		}
	}))
	t.Cleanup(server.Close)
	tab.Size(1280, 900)
	tab.Do(chromedp.Navigate(server.URL))

	text := func(selector string) string {
		return browser.Evaluate[string](tab, `document.querySelector('`+selector+`').textContent`)
	}
	line := func() float64 {
		return browser.Evaluate[float64](tab, `document.querySelector('.wide .now').x1.baseVal.value`)
	}
	require.Contains(t, text(".here code"), "conn.Read")
	require.True(t, browser.Evaluate[bool](tab, `(() => {
		const box = document.querySelector('.code').getBoundingClientRect()
		const line = document.querySelector('.here').getBoundingClientRect()
		return line.top >= box.top && line.bottom <= box.bottom
	})()`), "it is in sight")
	require.Contains(t, text(".stands"), "At 3.0 s: 1 goroutine waits here: conn.Read")
	before := line()
	browser.Evaluate[bool](tab, `(() => {
		const slider = document.querySelector('.moment input')
		slider.value = 0.1
		return slider.dispatchEvent(new Event('input'))
	})()`)
	require.Contains(t, text(".here code"), "listener.Accept")
	require.Equal(t, "At 0.1 s: 1 goroutine waits here: listener.Accept, 01-blocking/main.go:34.", text(".stands"))
	require.Less(t, line(), before)
	require.Equal(t, 1, browser.Evaluate[int](tab, `document.querySelectorAll('.marker').length`))
	require.Equal(t, "1 goroutine waits here: listener.Accept (IO wait)", browser.Evaluate[string](tab,
		`document.querySelector('.here > .marker[role=img]').ariaLabel`), "what is read out before the line")
	require.Equal(t, "0.1 s", text(".wide .moment-label text"), "the line through the chart says what it is")
	for _, width := range []int64{390, 640, 1280} {
		tab.Size(width, 900)
		require.LessOrEqual(t, browser.Evaluate[int64](tab, `document.documentElement.scrollWidth`), width)
		requireMarkersAtTheirLines(t, tab)
	}
	tab.Paper()
	tab.Size(640, 900)
	requireMarkersAtTheirLines(t, tab)
}
