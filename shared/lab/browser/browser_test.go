package browser

import (
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(Tests(m)) }

// serve serves a page, and returns its address.
func serve(t *testing.T, page string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><link rel="icon" href="data:,">`+page)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestTabIsAsItIsToldToBe(t *testing.T) {
	url := serve(t, `<title>a page</title><body style="height: 1000px">`)
	tab := Open(t)
	tab.Size(390, 800)
	tab.Colours("dark")
	tab.ReducedMotion(true)
	tab.Do(chromedp.Navigate(url))
	require.Equal(t, "a page", get(tab, chromedp.Title()))
	require.Equal(t, []int{390, 800}, Evaluate[[]int](tab, "[innerWidth, innerHeight]"))
	matches := func(query string) bool {
		return Evaluate[bool](tab, fmt.Sprintf("Promise.resolve(matchMedia(%q).matches)", query))
	}
	require.True(t, matches("(prefers-color-scheme: dark) and (prefers-reduced-motion: reduce)"))
	tab.Colours("light")
	require.True(t, matches("(prefers-color-scheme: light) and (prefers-reduced-motion: reduce)"))
	tab.ReducedMotion(false)
	require.False(t, matches("(prefers-reduced-motion: reduce)"))

	path := filepath.Join(t.TempDir(), "new", "page.png")
	tab.Screenshot(path)
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	picture, err := png.Decode(file)
	require.NoError(t, err)
	require.Equal(t, 390, picture.Bounds().Dx())
	require.GreaterOrEqual(t, picture.Bounds().Dy(), 1000, "the whole page")
}

func TestTabsShareNothing(t *testing.T) {
	url := serve(t, "")
	first, second := Open(t), Open(t)
	first.Do(chromedp.Navigate(url))
	require.Equal(t, 1, Evaluate[int](first, "localStorage.x = 1; localStorage.length"))
	second.Do(chromedp.Navigate(url))
	require.Zero(t, Evaluate[int](second, "localStorage.length"))
}

// A witness is a test that only remembers what becomes of it.
type witness struct {
	testing.TB
	errors   []string
	cleanups []func()
	ended    string
}

func (w *witness) Helper()          {}
func (w *witness) Cleanup(f func()) { w.cleanups = append(w.cleanups, f) }
func (w *witness) Errorf(format string, args ...any) {
	w.errors = append(w.errors, fmt.Sprintf(format, args...))
}
func (w *witness) Fatal(args ...any) { w.end("fails: " + fmt.Sprint(args...)) }
func (w *witness) Skip(args ...any)  { w.end("is skipped: " + fmt.Sprint(args...)) }
func (w *witness) end(how string)    { w.ended = how; runtime.Goexit() }

// run runs a test to its end.
func (w *witness) run(test func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		test()
	}()
	<-done
	for _, f := range w.cleanups {
		f()
	}
}

func TestMessagesInTheConsoleFailTheTest(t *testing.T) {
	url := serve(t, `<script>
		console.log("one"); console.log("harmless two"); console.error("three", {n: 4});
		Promise.reject(new Error("five"))
		throw new Error("six")
	</script>`)
	Open(t) // where there is no browser, this test ends here
	w := &witness{TB: t}
	w.run(func() {
		tab := Open(w)
		tab.expect("harmless")
		tab.Do(chromedp.Navigate(url))
	})
	require.Len(t, w.errors, 4)
	for i, text := range []string{"log: one (" + url, `error: three {n: 4}`, "six", "five"} {
		require.Contains(t, w.errors[i], text)
	}
}

func TestWithoutABrowserTestsAreSkippedOrFail(t *testing.T) {
	here := shared.err
	t.Cleanup(func() { shared.err = here })
	t.Setenv(pathVar, "")
	t.Setenv("PATH", "")
	_, shared.err = find()
	if runtime.GOOS == "linux" {
		require.ErrorContains(t, shared.err, "sudo apt-get install chromium")
	}
	t.Setenv(pathVar, "no-such-browser")
	_, shared.err = find()
	require.ErrorContains(t, shared.err, `the browser that CHROME names: exec: "no-such-browser"`)

	for value, want := range map[string]string{"": "is skipped", "1": "fails"} {
		t.Setenv(neededVar, value)
		w := &witness{TB: t}
		w.run(func() { Open(w) })
		require.Equal(t, want+": "+shared.err.Error(), w.ended)
	}
}

func TestSomebodyHasToCloseTheBrowser(t *testing.T) {
	shared.closes = false
	t.Cleanup(func() { shared.closes = true })
	w := &witness{TB: t}
	w.run(func() { Open(w) })
	require.Equal(t, "fails: TestMain has to run the tests by browser.Tests", w.ended)
}

func TestBrowsersAreLookedForOnEverySystem(t *testing.T) {
	for _, system := range []string{"linux", "darwin", "windows"} {
		require.NotEmpty(t, names(system))
		require.Contains(t, install(system), "install")
	}
	t.Setenv(pathVar, os.Args[0])
	path, err := find()
	require.NoError(t, err)
	require.Equal(t, os.Args[0], path)
}
