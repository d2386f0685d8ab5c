package browser

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// A Tab shows a page to a test. What goes wrong fails the test, at once; so it
// is for the test's own goroutine.
type Tab struct {
	// Context is for chromedp's functions. It has a deadline.
	Context context.Context

	t        testing.TB
	console  iter.Seq2[chromedp.ConsoleMessage, error]
	expected []string
	media    map[string]string // features that are emulated
}

// Open opens a tab that shares nothing with others, no cookies, no storage. It is
// closed when the test ends, which fails if the page has written anything to its
// console or has not caught an exception. Open the tab after the server that it
// is to look at, which then is closed after it. Without a browser the test is
// skipped, or fails if neededVar is set.
func Open(t testing.TB) *Tab {
	t.Helper()
	limited, cancel := context.WithTimeout(start(t), patience)
	ctx, closeTab := chromedp.NewContext(limited, chromedp.WithNewBrowserContext())
	tab := &Tab{Context: ctx, t: t, console: chromedp.Console(ctx), media: make(map[string]string)}
	t.Cleanup(func() {
		defer cancel()
		defer closeTab()
		tab.checkConsole()
	})
	tab.Do()
	return tab
}

// checkConsole fails the test if there is in the console what was not expected.
// It writes a last message itself: when that comes, all others have.
func (tab *Tab) checkConsole() {
	tab.t.Helper()
	const last = "the test is over"
	script := chromedp.Evaluate[chromedp.Void](fmt.Sprintf("console.debug(%q)", last))
	if err := chromedp.Do(tab.Context, script); err != nil {
		tab.t.Errorf("the page does not answer: %v", err)
		return
	}
	for message, err := range tab.console {
		if err != nil {
			tab.t.Errorf("reading the browser's console: %v", err)
			return
		}
		if message.Text == last {
			return
		}
		if !tab.expects(message) {
			tab.t.Errorf("in the browser's console: %v (%s, line %d)", message, message.URL, message.Line+1)
		}
	}
}

func (tab *Tab) expects(message chromedp.ConsoleMessage) bool {
	return slices.ContainsFunc(tab.expected, func(text string) bool { return strings.Contains(message.Text, text) })
}

// Do carries out actions.
func (tab *Tab) Do(actions ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	require.NoError(tab.t, chromedp.Do(tab.Context, actions...))
}

// get carries out an action and returns its result.
func get[T any](tab *Tab, action chromedp.Action[T]) T {
	tab.t.Helper()
	result, err := chromedp.Run(tab.Context, action)
	require.NoError(tab.t, err)
	return result
}

// Evaluate returns what a piece of JavaScript results in, or what the promise
// does that it results in.
func Evaluate[T any](tab *Tab, script string) T {
	tab.t.Helper()
	return get(tab, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// expect allows messages in the console, and exceptions, that contain a text.
func (tab *Tab) expect(text string) { tab.expected = append(tab.expected, text) }

// Size sets the size of the window's inside, in CSS pixels.
func (tab *Tab) Size(width, height int64) {
	tab.t.Helper()
	tab.Do(chromedp.EmulateViewport(width, height))
}

// Colours sets the scheme that the user prefers: light or dark.
func (tab *Tab) Colours(scheme string) {
	tab.t.Helper()
	tab.prefer("prefers-color-scheme", scheme)
}

// ReducedMotion sets whether the user wants things to move no more than need be.
func (tab *Tab) ReducedMotion(reduced bool) {
	tab.t.Helper()
	preference := "no-preference"
	if reduced {
		preference = "reduce"
	}
	tab.prefer("prefers-reduced-motion", preference)
}

// Paper lays the page out as it is printed.
func (tab *Tab) Paper() {
	tab.t.Helper()
	_, err := chromedp.Call(tab.Context, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	require.NoError(tab.t, err)
}

// prefer sets one of the media features that are emulated; the others stay.
func (tab *Tab) prefer(feature, value string) {
	tab.t.Helper()
	tab.media[feature] = value
	var features []*emulation.MediaFeature
	for _, name := range slices.Sorted(maps.Keys(tab.media)) {
		features = append(features, &emulation.MediaFeature{Name: name, Value: tab.media[name]})
	}
	_, err := chromedp.Call(tab.Context, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	require.NoError(tab.t, err)
}

// Screenshot writes the whole page to a PNG file, and makes its folder.
func (tab *Tab) Screenshot(file string) {
	tab.t.Helper()
	picture := get(tab, chromedp.FullScreenshot(100))
	require.NoError(tab.t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(tab.t, os.WriteFile(file, picture, 0o644))
}
