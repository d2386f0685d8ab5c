// Package live is the page on which one plays with the stages: a web server for
// the loopback interface, and a session that all windows share.
//
// The page gets views, each of which says all there is to show, over one stream
// of events, and sends commands. It draws panels itself, with chart.js, as
// package svg does.
package live

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/source"
	"workbook/shared/lab/svg"
)

//go:embed page.html page.css page.js chart.js
var files embed.FS

var page = template.Must(template.ParseFS(files, "page.html"))

const (
	maxBody = 16 << 10 // bytes of a command

	// mostStreams is how many windows may show the page at once: more than anybody
	// has, and each of them costs a little of every view.
	mostStreams = 100

	// tick is how often a view is sent while time goes by and nothing happens.
	tick = 250 * time.Millisecond

	// gap is how long a view is the last one at least.
	gap = 40 * time.Millisecond

	// idle is how often a stream gives a sign of life when there is nothing to
	// show, so that a window that has gone away is noticed.
	idle = 15 * time.Second
)

// Handler serves the page to those who come by one of these hosts, as
// "127.0.0.1:8080": see guard.
func (s *Session) Handler(hosts ...string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", servePage)
	mux.HandleFunc("GET /page.css", serveStyle)
	for _, script := range []string{"page.js", "chart.js"} {
		mux.HandleFunc("GET /"+script, func(w http.ResponseWriter, r *http.Request) {
			http.ServeFileFS(w, r, files, script)
		})
	}
	mux.HandleFunc("GET /source.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "source.js", time.Time{}, strings.NewReader(source.Script))
	})
	mux.HandleFunc("GET /views", s.serveViews)
	mux.HandleFunc("POST /do", s.serveCommand)
	return guard(hosts, mux)
}

func servePage(w http.ResponseWriter, _ *http.Request) {
	var legend []sign
	for _, s := range svg.Legend([]layout.Panel{everyMark()}, "legend") {
		legend = append(legend, sign{template.HTML(s.SVG), s.Meaning})
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	page.Execute(w, legend) // an error is the window's that has gone
}

// A sign is an entry of the legend.
type sign struct {
	Picture template.HTML
	Meaning string
}

// everyMark returns a panel that has every kind of mark, for the legend.
func everyMark() layout.Panel {
	var lane layout.Lane
	for _, kind := range svg.Kinds() {
		lane.Marks = append(lane.Marks, layout.Mark{Kind: kind})
	}
	return layout.Panel{Rows: []layout.Row{{}}, Lanes: []layout.Lane{lane}}
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	own, err := files.ReadFile("page.css")
	if err != nil {
		panic(err) // it is part of the program
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	fmt.Fprintf(w, "%s%s%s", svg.Sheet(), source.Style, own)
}

// serveCommand carries out a command. What is wrong with it is told in a line.
func (s *Session) serveCommand(w http.ResponseWriter, r *http.Request) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		// What another page may send without asking is never JSON.
		http.Error(w, "a command has the Content-Type application/json", http.StatusUnsupportedMediaType)
		return
	}
	c, err := readCommand(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		tooLarge := new(http.MaxBytesError)
		if errors.As(err, &tooLarge) {
			http.Error(w, fmt.Sprintf("a command has at most %d bytes", maxBody), http.StatusRequestEntityTooLarge)
			return
		}
		http.Error(w, "not a command: "+err.Error(), http.StatusBadRequest)
		return
	}
	if err := s.do(c); err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// readCommand reads a command, and nothing behind it.
func readCommand(body io.Reader) (c command, err error) {
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return c, err
	}
	switch _, err := decoder.Token(); {
	case err == nil:
		return c, errors.New("something follows it")
	case err != io.EOF:
		return c, err
	}
	return c, nil
}

// serveViews sends a view whenever there is something new, until the window or
// the lab goes away. A window that comes back says which one it has seen.
func (s *Session) serveViews(w http.ResponseWriter, r *http.Request) {
	defer s.streams.Add(-1)
	if s.streams.Add(1) > mostStreams {
		http.Error(w, fmt.Sprintf("%d windows show this page: close one of them, and load this one again", mostStreams), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	seen := r.FormValue("after")
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		seen = id
	}
	stream := http.NewResponseController(w)
	for {
		v, changed := s.view()
		id := s.id(v)
		if id != seen || v.Runs && !v.Paused {
			data, err := json.Marshal(v)
			if err != nil {
				panic(err) // it is plain data
			}
			if err := send(w, stream, "id: "+id+"\ndata: "+string(data)+"\n\n"); err != nil {
				return
			}
			seen = id
		} else if err := send(w, stream, ": still here\n\n"); err != nil {
			return
		}
		pause := idle
		if v.Runs && !v.Paused {
			pause = tick
		}
		if !s.await(r, changed, pause) {
			return
		}
	}
}

// id names a view. A lab that was started later has other names.
func (s *Session) id(v view) string { return fmt.Sprintf("%s-%d", s.name, v.Version) }

func send(w io.Writer, stream *http.ResponseController, text string) error {
	stream.SetWriteDeadline(time.Now().Add(idle))
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	return stream.Flush()
}

// await waits until something has changed, or for a while. It returns false if
// the window or the lab has gone.
func (s *Session) await(r *http.Request, changed <-chan struct{}, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-changed:
		timer.Reset(gap) // others may come with it
		select {
		case <-timer.C:
			return true
		case <-r.Context().Done():
		case <-s.ctx.Done():
		}
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-s.ctx.Done():
	}
	return false
}

// contentSecurityPolicy lets the page load what is its own, and nothing else.
var contentSecurityPolicy = strings.Join([]string{
	"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src data:",
	"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
}, "; ")
