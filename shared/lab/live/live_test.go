package live

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// serve serves a session's page. It ends with the test.
func serve(t *testing.T, s *Session) (url string) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.Config.Handler = s.Handler(server.Listener.Addr().String())
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections) // streams would go on
	return server.URL
}

// request sends a request with a header or two, and returns the answer.
func request(t *testing.T, method, url, body string, headers ...string) (status int, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	defer http.DefaultClient.CloseIdleConnections()
	data, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(data)
}

// The page starts programs. Nobody but itself, and who sits at this machine, may
// give it orders or listen to it.
func TestForeignersAreTurnedAway(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	url := serve(t, s)
	host := strings.TrimPrefix(url, "http://")
	_, port, _ := strings.Cut(host, ":")
	for name, headers := range map[string][]string{
		"DNS rebinding":         {"Host", "evil.example:" + port},
		"another port":          {"Host", "127.0.0.1:1"},
		"no port":               {"Host", "127.0.0.1"},
		"a dot at the end":      {"Host", "localhost.:" + port},
		"upper case":            {"Host", "LOCALHOST:" + port},
		"IPv6":                  {"Host", "[::1]:" + port},
		"IPv4 in IPv6":          {"Host", "[::ffff:127.0.0.1]:" + port},
		"another loopback":      {"Host", "127.0.0.2:" + port},
		"a number":              {"Host", "2130706433:" + port},
		"a user's name":         {"Host", "evil.example@" + host},
		"foreign origin":        {"Origin", "http://evil.example"},
		"another scheme":        {"Origin", "https://" + host},
		"no origin at all":      {"Origin", "null"},
		"another local server":  {"Origin", "http://127.0.0.1:1"},
		"foreign page":          {"Sec-Fetch-Site", "cross-site"},
		"another local page":    {"Sec-Fetch-Site", "same-site"},
		"origin looks like own": {"Origin", url + ".evil.example"},
	} {
		for _, path := range []string{"/", "/views", "/page.js"} {
			status, _ := request(t, "GET", url+path, "", headers...)
			require.Equal(t, http.StatusForbidden, status, "%s: %s", name, path)
		}
		status, _ := request(t, "POST", url+"/do", `{"do":"connect"}`, append(headers, "Content-Type", "application/json")...)
		require.Equal(t, http.StatusForbidden, status, name)
	}
	v, _ := s.view()
	require.Empty(t, v.Clients)

	status, _ := request(t, "POST", url+"/do", `{"do":"connect"}`, "Origin", url, "Sec-Fetch-Site", "same-origin", "Content-Type", "application/json; charset=utf-8")
	require.Equal(t, http.StatusNoContent, status)
	v, _ = s.view()
	require.Len(t, v.Clients, 1)
}

func TestMistakesAreToldInALine(t *testing.T) {
	t.Parallel()
	url := serve(t, open(t, fakeWorkbook(t), "01-mortal"))
	for body, want := range map[string]string{
		"":                               "400 not a command: ",
		"nonsense":                       "400 not a command: ",
		`{"do":"connect","evil":1}`:      "400 not a command: ",
		`{"do":"dance"}`:                 `409 "dance" is nothing that a client can do`,
		strings.Repeat(" ", maxBody+100): "413 a command has at most 16384 bytes",

		`{"do":"pause"}` + strings.Repeat(" ", maxBody):    "413 a command has at most 16384 bytes",
		`{"do":"pause"}{"do":"pause"}`:                     "400 not a command: something follows it",
		`{"do":"pause"`:                                    "400 not a command: ",
		strings.Repeat("[", maxBody-1):                     "400 not a command: ",
		`{"do":"at","at":1e999}`:                           "400 not a command: ",
		`{"do":"choose","stages":["../../etc"]}`:           `409 .*"../../etc"`,
		`{"do":"choose","stages":["\n"]}`:                  "409 ",
		`{"do":"choose","stages":["01-mortal","a","b"]}`:   "409 choose one stage or two",
		`{"do":"play","scenario":"../../../etc/passwd"}`:   `409 there is no scenario "../../../etc/passwd"`,
		`{"do":"again","stage":"none"}`:                    "409 ",
		`{"do":"send","client":"Z","text":"hello"}`:        "409 ",
		`{"do":"send","client":"\u001b[2J","text":"x\ny"}`: "409 ",
		`{"do":"leave","client":""}`:                       "409 ",
	} {
		status, text := request(t, "POST", url+"/do", body, "Content-Type", "application/json")
		require.Regexp(t, "^"+want, fmt.Sprint(status, " ", text), body)
		require.Equal(t, 1, strings.Count(text, "\n"), text)
	}
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"} {
		status, text := request(t, "POST", url+"/do", `{"do":"connect"}`, "Content-Type", kind)
		require.Equal(t, http.StatusUnsupportedMediaType, status, kind)
		require.Equal(t, "a command has the Content-Type application/json\n", text)
	}
	status, _ := request(t, "POST", url+"/do", `{"do":"pause"}`, "Content-Type", "application/json")
	require.Equal(t, http.StatusNoContent, status, "whatever came before")
	for path, want := range map[string]int{
		"GET /do": 405, "POST /views": 405, "GET /session.go": 404, "GET /../go.mod": 404,
		"GET /%2e%2e/go.mod": 404, "GET /..%2fgo.mod": 404, "GET /page.js/../live.go": 404, "PUT /": 405, "DELETE /do": 405, "OPTIONS /do": 405,
	} {
		method, path, _ := strings.Cut(path, " ")
		status, _ := request(t, method, url+path, "")
		require.Equal(t, want, status, path)
	}
}

func TestPageLoadsNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	url := serve(t, open(t, fakeWorkbook(t), "01-mortal"))
	for _, path := range []string{"/", "/page.css", "/page.js", "/chart.js", "/source.js"} {
		status, text := request(t, "GET", url+path, "")
		require.Equal(t, http.StatusOK, status, path)
		require.NotEmpty(t, text, path)
		require.NotContains(t, strings.ReplaceAll(text, "http://www.w3.org/2000/svg", ""), "://", path)
		require.NotRegexp(t, `(?i)\sstyle="|\son[a-z]+="`, text, "%s: the policy does not allow it", path)
	}
}

// A stream is a stream of views.
type stream struct {
	lines *bufio.Scanner
	close func()
}

func listen(t *testing.T, url, after string) *stream {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	r, err := http.NewRequestWithContext(ctx, "GET", url+"/views?after="+after, nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.Equal(t, "text/event-stream", answer.Header.Get("Content-Type"))
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	s := &stream{lines: lines, close: func() { cancel(); answer.Body.Close(); http.DefaultClient.CloseIdleConnections() }}
	t.Cleanup(s.close)
	return s
}

// next returns the next view and its id, or "" if it is just a sign of life.
func (s *stream) next(t *testing.T) (id string, v view) {
	t.Helper()
	for s.lines.Scan() {
		line := s.lines.Text()
		if text, ok := strings.CutPrefix(line, "id: "); ok {
			id = text
		}
		if text, ok := strings.CutPrefix(line, "data: "); ok {
			require.NoError(t, json.Unmarshal([]byte(text), &v))
		}
		if line == "" {
			return id, v
		}
	}
	require.FailNow(t, "the stream has ended", "%v", s.lines.Err())
	return "", view{}
}

func TestStreamGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	url := serve(t, s)
	await(t, s, "it runs and is known", func(v view) bool {
		return v.Takes[0].Condition == running && len(v.Takes[0].Panel.Standing) > 0
	})
	first := listen(t, url, "")
	id, v := first.next(t)
	require.NotEmpty(t, id, "who has seen nothing gets a view at once")
	require.Equal(t, []string{"01-mortal"}, v.Chosen)
	first.close()

	again := listen(t, url, id)
	unless, _ := s.view()
	got, _ := again.next(t)
	if s.id(unless) == id {
		require.Empty(t, got, "who has seen everything gets a sign of life")
	}
	do(t, s, command{Do: "connect"})
	for len(v.Clients) == 0 {
		_, v = again.next(t)
	}
	again.close()

	id, _ = listen(t, url, "another-lab-7").next(t)
	require.NotEmpty(t, id)
}

// Many windows are no reason to end late.
func TestStreamsEndWithTheLab(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s, err := New(ctx, fakeWorkbook(t), nil)
	require.NoError(t, err)
	url := serve(t, s)
	var streams []*stream
	for range 20 {
		streams = append(streams, listen(t, url, ""))
	}
	cancel()
	begun := time.Now()
	for _, stream := range streams {
		for stream.lines.Scan() {
		}
		require.NoError(t, stream.lines.Err())
	}
	require.Less(t, time.Since(begun), idle)
	require.NoError(t, s.Close())
}

// A view must be told who comes back with an id that this lab has never given.
func TestNonsenseForALastEventIDGetsAView(t *testing.T) {
	t.Parallel()
	url := serve(t, open(t, fakeWorkbook(t), "01-mortal"))
	for _, nonsense := range []string{"-1", "99999999999999999999999999", "x-y-z", "NaN", "%00", strings.Repeat("9", 10_000)} {
		stream := listen(t, url, nonsense)
		id, v := stream.next(t)
		require.NotEmpty(t, id, "%.20s", nonsense)
		require.NotEmpty(t, v.Chosen, "%.20s", nonsense)
		stream.close()
	}
}

// However the time is asked for, what is shown is a moment of the story.
func TestTimesOutsideTheStory(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	do(t, s, command{Do: "connect"})
	for _, c := range []command{
		{Do: "at", At: -1e300},
		{Do: "at", At: 1e300},
		{Do: "at", At: 1e-300},
		{Do: "step", By: math.MaxInt},
		{Do: "step", By: math.MinInt},
	} {
		do(t, s, c)
		now, _, _ := s.look()
		require.True(t, now.paused)
		require.GreaterOrEqual(t, now.cursor, time.Duration(0), "%v", c)
		require.LessOrEqual(t, now.cursor, now.length(), "%v", c)
	}
}

// As many windows as the page has room for get views, one more a line, and when
// they have gone others have room. That no goroutine stays is for goleak to say.
func TestMostWindowsAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	url := serve(t, s)
	var streams []*stream
	for range mostStreams {
		streams = append(streams, listen(t, url, ""))
	}
	status, text := request(t, "GET", url+"/views", "")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Equal(t, "100 windows show this page: close one of them, and load this one again\n", text)

	do(t, s, command{Do: "connect"})
	for _, stream := range streams {
		for _, v := stream.next(t); len(v.Clients) == 0; {
			_, v = stream.next(t)
		}
	}
	for _, stream := range streams {
		stream.close()
	}
	require.Eventually(t, func() bool { return s.streams.Load() == 0 }, deadline, time.Millisecond)
	id, _ := listen(t, url, "").next(t)
	require.NotEmpty(t, id)
}

// A window that never reads fills the kernel's buffers, and then a write must not
// wait for ever.
func TestAWindowThatNeverReadsIsGivenUp(t *testing.T) {
	t.Parallel()
	s := open(t, fakeWorkbook(t), "01-mortal")
	window := &full{header: make(http.Header)}
	r := httptest.NewRequest("GET", "/views", nil)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.serveViews(window, r)
	}()
	select {
	case <-ended:
	case <-time.After(deadline):
		require.FailNow(t, "the stream goes on")
	}
	require.WithinDuration(t, time.Now().Add(idle), window.deadline, idle)
	require.Zero(t, s.streams.Load())
}

// full is a window whose buffers are full: a write takes until its deadline.
type full struct {
	header   http.Header
	deadline time.Time
}

func (f *full) Header() http.Header { return f.header }
func (f *full) WriteHeader(int)     {}

func (f *full) SetWriteDeadline(deadline time.Time) error {
	f.deadline = deadline
	return nil
}

func (f *full) Write([]byte) (int, error) {
	if f.deadline.IsZero() {
		select {} // as a connection does
	}
	return 0, os.ErrDeadlineExceeded
}
