package live

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"workbook/shared/lab/browser"
	"workbook/shared/lab/layout"
	"workbook/shared/lab/scenario"
)

var shots = flag.String("shots", "", "write pictures of the page into this `folder`, to be looked at")

// A pageWindow is a window of the browser with the page in it.
type pageWindow struct {
	*browser.Tab
	t       *testing.T
	session *Session
	url     string
	streams *streams
}

// streams counts the streams of views.
type streams struct {
	http.Handler
	sync.Mutex
	open  int
	after []string // what each had seen before
}

func (s *streams) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/views" {
		s.count(1, r.FormValue("after"))
		defer s.count(-1)
	}
	s.Handler.ServeHTTP(w, r)
}

func (s *streams) count(n int, after ...string) {
	s.Lock()
	defer s.Unlock()
	s.open += n
	s.after = append(s.after, after...)
}

func (s *streams) now() (open int, after []string) {
	s.Lock()
	defer s.Unlock()
	return s.open, s.after
}

// openPage opens the page of a session in a window of its own.
func openPage(t *testing.T, s *Session) *pageWindow {
	t.Helper()
	tab := browser.Open(t)
	server := httptest.NewUnstartedServer(nil)
	counted := &streams{Handler: s.Handler(server.Listener.Addr().String())}
	server.Config.Handler = counted
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(func() { tab.Do(chromedp.Navigate("about:blank")) }) // which ends the stream
	w := &pageWindow{Tab: tab, t: t, session: s, url: server.URL, streams: counted}
	w.Size(1280, 900)
	w.ReducedMotion(true) // it takes less of the machine to draw now and then
	w.visit(server.URL)
	return w
}

func (w *pageWindow) visit(url string) {
	w.t.Helper()
	w.Do(chromedp.Navigate(url))
	w.until("the first view", `document.querySelectorAll('.take').length > 0`)
}

// until waits until an expression is true.
func (w *pageWindow) until(what, expression string) {
	w.t.Helper()
	_, err := chromedp.Run(w.Context, chromedp.Poll[bool](expression))
	require.NoError(w.t, err, what)
}

// click clicks on what a CSS selector selects.
func (w *pageWindow) click(selector string) {
	w.t.Helper()
	w.Do(chromedp.Click(chromedp.CSS(selector)))
}

// text returns the text of what a CSS selector selects.
func (w *pageWindow) text(selector string) string {
	w.t.Helper()
	return browser.Evaluate[string](w.Tab, fmt.Sprintf("document.querySelector(%q).textContent", selector))
}

func (w *pageWindow) press(keys ...string) {
	w.t.Helper()
	for _, key := range keys {
		w.Do(chromedp.KeyEvent(key))
	}
}

// tabTo presses the tabulator until the focus is where a selector says.
func (w *pageWindow) tabTo(selector string) {
	w.t.Helper()
	for range 60 {
		if browser.Evaluate[bool](w.Tab, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			return
		}
		w.press(kb.Tab)
	}
	require.FailNow(w.t, "the keyboard does not get there", selector)
}

// clientPart selects a part of a client's controls.
func clientPart(name, part string) string {
	return fmt.Sprintf(`.client[data-name="%s"] %s`, name, part)
}

// say has a client send a line.
func (w *pageWindow) say(name, line string) {
	w.t.Helper()
	w.Do(chromedp.SendKeys(chromedp.CSS(clientPart(name, "input")), line+kb.Enter))
}

// how waits until the page says how a client fares.
func (w *pageWindow) how(name, want string) {
	w.t.Helper()
	w.until(name+" is "+want, fmt.Sprintf("document.querySelector(%q)?.textContent === %q", clientPart(name, ".how"), want))
}

// The workbook's argument, without a mouse: A says nothing, B waits; the same
// again on stage 02, and B does not wait.
func TestPageWorksWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	w := openPage(t, open(t, workbook(t), "01-blocking"))
	w.until("it runs", `document.querySelector('.take').dataset.condition === 'running'`)
	w.tabTo("#add")
	w.press(kb.Enter)
	w.how("A", "looked after")
	require.True(t, browser.Evaluate[bool](w.Tab, `document.activeElement.matches('.client[data-name="A"] input')`),
		"who adds a client can type its line at once")
	w.tabTo("#add")
	w.press(" ")
	w.how("B", "in the queue")
	w.press("h", "i", kb.Enter)
	w.how("B", "waits")
	w.until("it says so to all", `document.getElementById('news').textContent.includes('B sends “hi”.')`)
	w.until("the picture, too", `document.querySelector('.chart').innerHTML.includes('B: asked, still waiting')`)
	w.press("m", "o", "r", "e", kb.Enter)
	w.until("who waits sends nothing", `document.getElementById('trouble').textContent.includes('B waits for its reply')`)

	w.tabTo("#again")
	require.Equal(t, "Same again on stage 02", w.text("#again"))
	w.press(kb.Enter)
	w.how("B", "02: looked after")
	w.until("it is told", `document.getElementById('news').textContent.includes('B gets the reply “HI”')`)
	require.Equal(t, "Stage 01: one client at a time", w.text(".take:first-child h2"))
	require.Equal(t, "Stage 02: one goroutine per client", w.text(".take:last-child h2"))
	require.Contains(t, w.text(".take:first-child .chart"), "B: asked, still waiting")
	require.Regexp(t, `^A recording, \d+\.\d s long\. What you do now is done to stage 02\.$`, w.text(".take:first-child .remark"))
	require.Empty(t, w.text(".take:last-child .remark"))
	require.Equal(t, "01, recorded", w.text("#beside option:checked"))

	w.until("it is all done again", `document.getElementById('doing').textContent === ''`)
	w.tabTo(clientPart("A", `[data-do="leave"]`))
	w.press(kb.Enter)
	w.how("A", "not there")
	w.tabTo("#moment")
	w.press(kb.ArrowLeft)
	w.until("it pauses", `document.getElementById('pause').textContent === 'Go on'`)
	w.tabTo("#pause")
	w.press(kb.Enter)
	w.until("it goes on", `document.getElementById('pause').textContent === 'Pause'`)
	w.tabTo("#stage")
	w.press("0", "3") // as in every list
	w.until("it shows stage 03", `document.getElementById('take-1-h').textContent.startsWith('Stage 03') && document.querySelectorAll('.take').length === 1`)
	w.until("and says so", `document.getElementById('news').textContent.startsWith('Stage 03 runs.')`)
	require.Equal(t, "nothing", w.text("#beside option:checked"))
}

func TestEveryButtonDoesItsJob(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	w := openPage(t, s)
	w.click("#add")
	w.how("A", "looked after")
	w.say("A", "hello")
	await(t, s, "the line arrives", func(v view) bool { return strings.Contains(told(v), "A gets the reply “HELLO”") })
	require.Empty(t, browser.Evaluate[string](w.Tab, `document.querySelector('.client input').value`))
	w.click(clientPart("A", "[type=submit]"))
	w.until("nothing is no line", `document.getElementById('trouble').textContent === 'Type a line for A to send.'`)

	w.click(clientPart("A", ".more"))
	for _, c := range []struct {
		button string
		is     func(client) bool
	}{
		{"stop reading", func(c client) bool { return c.Deaf }},
		{"stop reading", func(c client) bool { return !c.Deaf }},
		{"flood", func(c client) bool { return c.Flooding }},
		{"flood", func(c client) bool { return !c.Flooding }},
		{"reset", func(c client) bool { return !c.Here }},
	} {
		w.click(clientPart("A", `[data-do="`+c.button+`"]`))
		await(t, s, c.button, func(v view) bool { return c.is(v.Clients[0]) })
		state := map[bool]string{true: "true", false: "false"}
		v, _ := s.view()
		w.until("the page knows", fmt.Sprintf(`document.querySelector('[data-do="stop reading"]').ariaPressed === %q`, state[v.Clients[0].Deaf]))
		w.until("the page knows", fmt.Sprintf(`document.querySelector('[data-do="flood"]').ariaPressed === %q`, state[v.Clients[0].Flooding]))
	}
	w.how("A", "not there")
	w.click(clientPart("A", "[type=submit]")) // is Connect now
	w.how("A", "looked after")
	w.click(clientPart("A", `[data-do="leave"]`))
	w.how("A", "not there")
	w.click(clientPart("A", "[type=submit]"))
	w.how("A", "looked after")
	w.click(clientPart("A", `[data-do="half-close"]`))
	await(t, s, "half-close", func(v view) bool { return v.Clients[0].AllSaid })
	w.how("A", "not there") // this server hangs up then

	w.click("#restart")
	await(t, s, "it begins anew", func(v view) bool { return len(v.Clients) == 0 && v.Takes[0].Condition == running })
	w.until("it is empty", `document.querySelectorAll('.client').length === 0`)
	w.click("#again")
	require.Equal(t, "Nothing has been done yet: add a client, or play a scenario.", w.text("#trouble"), "it says why it does nothing")
	w.click("#play")
	await(t, s, "it plays", func(v view) bool { return strings.Contains(v.Act, scenario.SilentClient().Name) })
	w.until("it can be stopped", `document.getElementById('play').textContent === 'Stop'`)
	w.click("#play")
	await(t, s, "it has stopped", func(v view) bool { return v.Act == "" })
	v, _ := s.view()
	require.Len(t, v.Takes, 1)
}

func TestPictureStandsStillWhileOneReads(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	w := openPage(t, s)
	w.click("#add")
	w.how("A", "looked after")
	width := `Number(document.querySelector('.chart .served').getAttribute('width'))`
	before := browser.Evaluate[float64](w.Tab, width)
	w.until("it grows", fmt.Sprintf("%s > %f", width, before))
	w.click("#pause")
	w.until("it pauses", `document.getElementById('pause').textContent === 'Go on'`)
	picture := browser.Evaluate[string](w.Tab, `document.querySelector('.chart').innerHTML`)
	v, _ := s.view()
	await(t, s, "time goes by", func(now view) bool { return now.Length > v.Length+0.3 })
	require.Equal(t, picture, browser.Evaluate[string](w.Tab, `document.querySelector('.chart').innerHTML`))

	w.click("#back")
	w.until("one step back", `/^\d+\.\d+ s: (the server looks after A|A connects)/.test(document.getElementById('news').textContent)`)
	w.click("#back")
	w.click("#forward")
	w.click("#forward")
	browser.Evaluate[bool](w.Tab, `(() => { const m = document.getElementById('moment'); m.value = 0; return m.dispatchEvent(new Event('input')) })()`)
	w.how("A", "not there") // then
	w.until("the beginning", `!document.querySelector('.chart').innerHTML.includes('A connects') && document.getElementById('clock').textContent === '0.0 s'`)
	w.click("#pause")
	w.until("it goes on", `document.querySelector('.chart').innerHTML.includes('A connects')`)
}

func TestReloadShowsTheSame(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	w := openPage(t, s)
	w.click("#add")
	w.click("#add")
	w.how("B", "looked after")
	w.say("B", "hello")
	await(t, s, "it is answered", func(v view) bool { return strings.Contains(told(v), "HELLO") })
	w.Do(chromedp.Reload())
	w.how("B", "looked after")
	require.Contains(t, w.text(".chart"), "B sends “hello”")
}

// A browser opens six connections to a host, so a window that nobody sees must
// not keep one.
func TestHiddenWindowHasNoStream(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	w := openPage(t, s)
	await(t, s, "it runs", func(v view) bool { return v.Takes[0].Condition == running })
	hide := func(hidden bool) {
		browser.Evaluate[bool](w.Tab, fmt.Sprintf(`(() => {
			Object.defineProperty(document, 'hidden', { value: %t, configurable: true })
			return document.dispatchEvent(new Event('visibilitychange'))
		})()`, hidden))
	}
	hide(true)
	await(t, s, "the stream is closed", func(view) bool { open, _ := w.streams.now(); return open == 0 })
	do(t, s, command{Do: "connect"})
	hide(false)
	w.how("A", "looked after")
	open, after := w.streams.now()
	require.Equal(t, 1, open)
	require.Len(t, after, 2)
	require.Empty(t, after[0])
	require.True(t, strings.HasPrefix(after[1], s.name+"-"), "it says what it has seen: %q", after[1])
}

func TestServerThatDiesIsShown(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	w := openPage(t, s)
	w.click("#add")
	w.how("A", "looked after")
	require.True(t, browser.Evaluate[bool](w.Tab, `document.querySelector('.banner[hidden]') !== null`))
	w.say("A", "die")
	w.until("the banner", `!document.querySelector('.take .banner').hidden`)
	require.Contains(t, w.text(".banner pre"), "Stage 01’s program has ended: exit status 1: I have been told to")
	w.until("all are alarmed", `document.getElementById('trouble').textContent === document.querySelector('.banner pre').textContent`)
	w.until("and hear it", `document.getElementById('news').textContent.includes('program has ended.')`)
	w.click(".take .banner button")
	w.until("it lives", `document.querySelector('.take .banner').hidden && document.querySelector('.take').dataset.condition === 'running'`)
	w.until("the old news is gone", `document.getElementById('news').textContent.startsWith('Stage 01 runs. Add a client.')`)
	require.Empty(t, w.text("#trouble"))
	w.click("#add")
	w.how("A", "looked after")
	w.click("#restart") // by whom nobody has heard of the end
	w.until("the news is that of the new story", `document.getElementById('news').textContent.startsWith('Stage 01 runs. Add a client.')`)
	endFromOutside(t, s)
	w.until("it is told though nobody was there", `document.getElementById('trouble').textContent.startsWith('Stage 01’s program has ended')`)
	w.until("and is not said to run", `document.getElementById('news').textContent === 'Stage 01 has ended.'`)
}

// endFromOutside has the server end while no client of the page is there.
func endFromOutside(t *testing.T, s *Session) {
	t.Helper()
	conn, err := net.Dial("tcp", s.shown()[0].server.Addr)
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.Write([]byte("die\n"))
	require.NoError(t, err)
}

func TestServerThatDoesNotCompileIsShown(t *testing.T) {
	t.Parallel()
	w := openPage(t, open(t, fakeWorkbook(t), "02-broken"))
	w.until("the banner", `!document.querySelector('.take .banner').hidden`)
	require.Contains(t, w.text(".banner pre"), "undefined: thisIsNotGo")
	require.Equal(t, "Stage 02 does not start. Below is why.", w.text("#trouble"))
}

func TestProjectorShowsThePictureOnly(t *testing.T) {
	t.Parallel()
	w := openPage(t, open(t, fakeWorkbook(t), "01-mortal"))
	w.click("#add")
	w.how("A", "looked after")
	visible := `[...document.querySelectorAll('button, select, input, .code, .chart')].filter((e) => e.checkVisibility()).map((e) => e.id || e.className).join()`
	size := `document.querySelector('.chart text').getBoundingClientRect().height`
	before := browser.Evaluate[float64](w.Tab, size)
	w.click("#projector")
	require.Equal(t, "leave-projector,chart", sorted(browser.Evaluate[string](w.Tab, visible)))
	require.Greater(t, browser.Evaluate[float64](w.Tab, size), 1.3*before, "the type is large")
	w.Do(chromedp.Reload())
	w.until("the view", `document.querySelector('.chart text') !== null`)
	require.Equal(t, "leave-projector,chart", sorted(browser.Evaluate[string](w.Tab, visible)), "it stays as it is")
	w.press(kb.Escape)
	w.until("the controls are back", `document.getElementById('add').checkVisibility()`)
}

func sorted(names string) string {
	all := strings.Split(names, ",")
	if len(all) == 2 && all[0] == "chart" {
		return all[1] + "," + all[0]
	}
	return names
}

// What happens must not move what one is about to click on, or is reading.
func TestNothingJumps(t *testing.T) {
	t.Parallel()
	s := open(t, workbook(t), "01-blocking", "02-goroutines")
	w := openPage(t, s)
	below := `['#time', '.remark', '.captions', '.code'].map((part) => document.querySelector(part).getBoundingClientRect().top).join()`
	w.until("both run", `[...document.querySelectorAll('.take')].every((take) => take.dataset.condition === 'running')`)
	empty := browser.Evaluate[string](w.Tab, below)
	w.click("#add")
	w.click("#add")
	w.how("B", "01: in the queue, 02: looked after")
	require.Equal(t, empty, browser.Evaluate[string](w.Tab, below), "clients have their room")
	places := `[...document.querySelectorAll('#time, #news, #clients, .client, .heading, p.pill, .chart, .captions, .stands, .code, .gauges')]
		.map((e) => e.classList[0] + e.id + ' ' + Math.round(e.getBoundingClientRect().top)).join('\n')`
	w.until("the first looks", `document.querySelectorAll('.gauges svg').length === 2 && document.querySelectorAll('.marker').length >= 3`)
	before := browser.Evaluate[string](w.Tab, places)
	w.say("B", "hello")
	w.how("B", "01: waits, 02: looked after")
	w.click(clientPart("B", "[type=submit]")) // a message that it waits
	w.until("the message", `document.getElementById('trouble').textContent !== ''`)
	w.until("the captions", `document.querySelectorAll('.captions li').length >= 4`)
	require.Equal(t, before, browser.Evaluate[string](w.Tab, places))
	w.click(clientPart("A", `[data-do="leave"]`))
	w.how("B", "01: looked after, 02: looked after")
	require.Equal(t, before, browser.Evaluate[string](w.Tab, places))

	heights := `[...document.querySelectorAll('.chart .dots')].map(({ y1 }) => y1.baseVal.value)`
	require.Equal(t, browser.Evaluate[float64](w.Tab, heights+`.at(1)`), browser.Evaluate[float64](w.Tab, heights+`.at(-2)`),
		"A's lanes stand side by side")
	w.click("#play")
	w.until("it plays", `document.getElementById('play').textContent === 'Stop'`)
	w.until("three clients have come", `[...document.querySelectorAll('.chart')].every((chart) => chart.querySelectorAll('.dots').length >= 4)`)
	require.Equal(t, empty, browser.Evaluate[string](w.Tab, below), "the header does not wrap, and a story of three has its room")
}

// Every control has a name for those who cannot see it, and every picture a
// description.
func TestEverythingHasAName(t *testing.T) {
	t.Parallel()
	w := openPage(t, open(t, workbook(t), "01-blocking"))
	w.click("#add")
	w.how("A", "looked after")
	w.until("the gauges", `document.querySelector('.gauges svg') !== null`)
	nameless := `[...document.querySelectorAll('button, input, select, [role=region], [role=group]')].filter((e) =>
		!e.getAttribute('aria-label') && !e.labels?.length && !/[a-z]/i.test(e.textContent)).map((e) => e.outerHTML).join('\n')`
	require.Empty(t, browser.Evaluate[string](w.Tab, nameless))
	require.Zero(t, browser.Evaluate[int](w.Tab, `document.querySelectorAll('svg[role=img]:not([aria-labelledby])').length`))
	require.Equal(t, "status", browser.Evaluate[string](w.Tab, `document.getElementById('news').role`))
	require.Equal(t, "alert", browser.Evaluate[string](w.Tab, `document.getElementById('trouble').role`))
}

// The page fits a phone, and a large screen; in the light, and in the dark. With
// -shots DIR there are pictures to look at.
func TestPageFitsEveryWindow(t *testing.T) {
	t.Parallel()
	for _, stages := range [][]string{{"01-blocking"}, {"04-pool", "05-async-netpoll"}} {
		s := open(t, workbook(t), stages...)
		w := openPage(t, s)
		for _, name := range []string{"A", "B", "C"} {
			w.click("#add")
			w.until(name+" is there", fmt.Sprintf("document.querySelector(%q)?.disabled === false", clientPart(name, "input")))
		}
		w.say("B", "hello")
		w.say("C", strings.Repeat("all work and no play ", 5))
		await(t, s, "somebody waits or all are served", func(v view) bool {
			return v.Takes[0].state("C") == layout.Waiting && v.Takes[0].Panel.Longest.Waits
		})
		for _, scheme := range []string{"light", "dark"} {
			if scheme == "dark" && *shots == "" {
				continue // it is a matter of colours only
			}
			for _, width := range []int64{390, 768, 1280, 1920} {
				if (width == 768 || width == 1920) && *shots == "" {
					continue // these are laid out as the others are
				}
				w.Colours(scheme)
				w.Size(width, 900)
				w.until("it is drawn for this width", `(() => {
					const chart = document.querySelector('.chart')
					return Math.abs(chart.querySelector('svg').viewBox.baseVal.width - chart.clientWidth) < 1
				})()`)
				require.LessOrEqual(t, browser.Evaluate[int64](w.Tab, `document.documentElement.scrollWidth`), width, "%v at %d", stages, width)
				if width == 390 {
					require.Less(t, browser.Evaluate[float64](w.Tab, `document.querySelector('.chart').getBoundingClientRect().top + scrollY`), 640.0,
						"the picture begins on a phone's first screen")
					require.Greater(t, browser.Evaluate[float64](w.Tab, `document.getElementById('beside').clientWidth`), 150.0, "a choice can be read")
				}
				if *shots != "" {
					w.Screenshot(filepath.Join(*shots, fmt.Sprintf("%s-%d-%s.png", stages[len(stages)-1], width, scheme)))
				}
			}
		}
	}
}

// Who wants things not to move gets pictures all the same, now and then.
func TestReducedMotion(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	w := openPage(t, s)
	w.click("#add")
	w.how("A", "looked after")
	// With the clock of the page: so many pictures between two views, at most.
	perView := `new Promise((done) => {
		const clock = document.getElementById('clock').textContent
		let n = 0, views = 0
		new MutationObserver(() => n++).observe(document.querySelector('.chart'), { childList: true })
		new MutationObserver(() => ++views === 5 && done(n / views)).observe(document.getElementById('clock'), { childList: true })
	})`
	require.LessOrEqual(t, browser.Evaluate[float64](w.Tab, perView), 2.0)
	w.ReducedMotion(false)
	w.Do(chromedp.Reload())
	w.how("A", "looked after")
	width := `Number(document.querySelector('.chart .served').getAttribute('width'))`
	w.until("it moves between views", `(() => {
		window.widths ??= new Set()
		if (window.clock !== document.getElementById('clock').textContent) window.widths.clear()
		window.clock = document.getElementById('clock').textContent
		return window.widths.add(`+width+`).size >= 3
	})()`)
}
